import { useMemo, useState } from "react";
import type { Settings } from "../composer/settings.ts";
import { toRunState } from "../data/storedBlocks.ts";
import type { Chat } from "../data/useChat.ts";
import { useGraph } from "../data/useOffers.ts";

/**
 * The graph that is chosen and how far its nodes are, by the run that is watched or else by the last
 * one that is stored; and whether it is seen: where there is room, unless it was closed.
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
