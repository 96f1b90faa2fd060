import { useSSE } from "@tidings/react";
import { useMemo, useState } from "react";
import { useApiQuery } from "../../api/useApiQuery.ts";
import type { RunEvent } from "./conversation.ts";

const NONE: ReadonlyMap<string, RunEvent> = new Map();

/**
 * The conversations with an active run: the runs that the server lists, updated by the events of
 * runs. An event takes precedence over the list, which may be older: an ended run stays ended.
 */
export function useRunning(): ReadonlySet<string> {
  const [reported, setReported] = useState(NONE);
  const { data, refetch } = useApiQuery("/api/runs", {});
  useSSE("run.*", {
    onEvent(event) {
      const run = event.data as RunEvent;
      setReported((before) => new Map(before).set(run.run_id, run));
    },
  });
  useSSE("tidings.gap", { onEvent: () => void refetch() });
  return useMemo(() => {
    const runs = [
      ...(data?.runs ?? []).filter(({ run_id }) => !reported.has(run_id)),
      ...[...reported.values()].filter(({ state }) => state === "running"),
    ];
    return new Set(runs.flatMap(({ conversation_id }) => conversation_id ?? []));
  }, [data, reported]);
}
