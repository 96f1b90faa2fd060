import { useMemo } from "react";
import { useDraft } from "../../app/useDraft.ts";
import type { Conversation } from "../data/conversation.ts";
import type { Catalog } from "../data/useCatalog.ts";
import { DEFAULT_SETTINGS, type Settings } from "./settings.ts";

/**
 * The user's settings. Where the user has selected nothing, or something unavailable, the settings of
 * the conversation apply, or the first available ones.
 */
export function useSettings(catalog: Catalog, conversation: Conversation | undefined) {
  const [chosen, setChosen] = useDraft("chat.settings", DEFAULT_SETTINGS);
  const kind = conversation?.kind;
  const graph = conversation?.rounds.at(-1)?.detail?.definition?.name;
  const settings = useMemo<Settings>(() => {
    const graphs = catalog.graphs.map(({ name }) => name);
    return {
      ...chosen,
      // A conversation keeps its kind.
      mode: kind ?? chosen.mode,
      model: oneOf(catalog.models, chosen.model),
      graphName: oneOf(graphs, chosen.graphName, graph),
    };
  }, [chosen, catalog, kind, graph]);
  return [settings, setChosen] as const;
}

function oneOf(available: readonly string[], ...wanted: readonly (string | undefined)[]): string {
  const first = wanted.find((one) => one !== undefined && available.includes(one));
  return first ?? available[0] ?? "";
}
