import { useMemo, useState } from "react";
import type { Settings } from "../composer/settings.ts";
import { toRunState } from "../data/storedBlocks.ts";
import { useGraph } from "../data/useCatalog.ts";
import type { Chat } from "../data/useChat.ts";

/**
 * The selected graph and the status of its nodes, from the watched run or from the last stored one. The
 * graph is visible where there is space, unless the user has closed it.
 */
export function useGraphView(
  { mode, graphName }: Settings,
  { run, conversation }: Pick<Chat, "run" | "conversation">,
  roomy: boolean,
) {
  const [wanted, setWanted] = useState<boolean>();
  const isGraph = mode === "graph";
  const current = useGraph(isGraph && graphName !== "" ? graphName : undefined);
  const last = conversation?.rounds.at(-1);
  const stored = useMemo(() => last && toRunState(last), [last]);
  const { nodes } = run.status === "idle" && stored ? stored : run;
  return {
    graph: last?.detail?.definition ?? current,
    live: nodes,
    isGraph,
    shown: isGraph ? (wanted ?? roomy) : undefined,
    setShown: setWanted,
  };
}
