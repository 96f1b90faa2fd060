import { useSSE } from "@tidings/react";
import { useMemo, useState } from "react";
import { useWorkspace } from "../../app/workspace.ts";
import { useLoaded } from "./useLoaded.ts";

/** Data of the events that tell of runs. */
export interface RunEvent {
  readonly run_id: string;
  readonly conversation_id?: string;
  readonly state: string;
}

/** A run that has not ended, as `GET /api/runs` tells of it. */
type RunningRun = Omit<RunEvent, "state" | "conversation_id"> & {
  readonly conversation_id?: string | null;
};

const NONE: ReadonlyMap<string, RunEvent> = new Map();

/**
 * The conversations in which something runs: those that ran when the page was loaded, and what the
 * events of runs have told since. An answer may be older than an event: a run that has ended stays so.
 */
export function useRunning(): ReadonlySet<string> {
  const { api } = useWorkspace();
  const [told, setTold] = useState(NONE);
  const { value, reload } = useLoaded(
    "runs",
    async (_, signal) => (await api.get("/runs", signal)) as { readonly runs?: RunningRun[] },
  );
  useSSE("run.*", {
    onEvent({ data }) {
      const run = data as RunEvent;
      setTold((before) => new Map(before).set(run.run_id, run));
    },
  });
  useSSE("tidings.gap", { onEvent: reload });
  return useMemo(() => {
    const runs = [
      ...(value?.runs ?? []).filter(({ run_id }) => !told.has(run_id)),
      ...[...told.values()].filter(({ state }) => state === "running"),
    ];
    return new Set(runs.flatMap(({ conversation_id }) => conversation_id ?? []));
  }, [value, told]);
}
