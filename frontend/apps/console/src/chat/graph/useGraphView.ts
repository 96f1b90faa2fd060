import { useState } from "react";
import type { Settings } from "../composer/settings.ts";
import { useGraph } from "../data/useOffers.ts";

/** The graph that is chosen, and whether it is seen: where there is room, unless it was closed. */
export function useGraphView({ mode, graphName }: Settings, roomy: boolean) {
  const [wanted, setWanted] = useState<boolean>();
  const isGraph = mode === "graph";
  const graph = useGraph(isGraph && graphName !== "" ? graphName : undefined);
  const shown = isGraph ? (wanted ?? roomy) : undefined;
  return { graph, isGraph, shown, setShown: setWanted };
}
