import { useMemo, useState } from "react";
import type { Conversation } from "../data/conversation.ts";
import type { Offers } from "../data/useOffers.ts";
import { INITIAL, type Settings } from "./settings.ts";

/**
 * What was chosen; where nothing was, or it is no longer on offer, what the conversation was held
 * with, or the first there is.
 */
export function useSettings(offers: Offers, conversation: Conversation | undefined) {
  const [chosen, setChosen] = useState(INITIAL);
  const kind = conversation?.kind;
  const graph = conversation?.rounds.at(-1)?.detail?.definition?.name;
  const settings = useMemo<Settings>(() => {
    const graphs = offers.graphs.map(({ name }) => name);
    return {
      ...chosen,
      // A conversation stays of the kind that it began as.
      mode: kind ?? chosen.mode,
      model: oneOf(offers.models, chosen.model),
      graphName: oneOf(graphs, chosen.graphName, graph),
    };
  }, [chosen, offers, kind, graph]);
  return [settings, setChosen] as const;
}

function oneOf(offered: readonly string[], ...wanted: readonly (string | undefined)[]): string {
  const first = wanted.find((one) => one !== undefined && offered.includes(one));
  return first ?? offered[0] ?? "";
}
