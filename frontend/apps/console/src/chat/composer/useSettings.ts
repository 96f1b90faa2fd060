import { useMemo, useState } from "react";
import type { Kind } from "../data/conversation.ts";
import type { Offers } from "../data/useOffers.ts";
import { INITIAL, type Settings } from "./settings.ts";

/** What was chosen; where nothing was, or it is no longer on offer, the first there is. */
export function useSettings(offers: Offers, kind: Kind | undefined) {
  const [chosen, setChosen] = useState(INITIAL);
  const settings = useMemo<Settings>(() => {
    const graphs = offers.graphs.map(({ name }) => name);
    return {
      ...chosen,
      // A conversation stays of the kind that it began as.
      mode: kind ?? chosen.mode,
      model: oneOf(offers.models, chosen.model),
      graphName: oneOf(graphs, chosen.graphName),
    };
  }, [chosen, offers, kind]);
  return [settings, setChosen] as const;
}

function oneOf(offered: readonly string[], chosen: string): string {
  return offered.includes(chosen) ? chosen : (offered[0] ?? "");
}
