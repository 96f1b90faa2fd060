import { useWorkspace } from "../../app/workspace.ts";
import type { GraphDefinition, GraphSummary, ToolServer } from "./conversation.ts";
import { useLoaded } from "./useLoaded.ts";

/** What there is to choose from; none where it cannot be had. */
export interface Offers {
  readonly models: readonly string[];
  readonly servers: readonly ToolServer[];
  readonly graphs: readonly GraphSummary[];
}

const NOTHING: Offers = { models: [], servers: [], graphs: [] };

/** The models, tools and graphs that the server has. */
export function useOffers(): Offers {
  const { api } = useWorkspace();
  const { value } = useLoaded("offers", async (_, signal) => {
    const ask = <T>(path: string): Promise<T | undefined> =>
      api.get(path, signal).then(
        (answer) => answer as T,
        () => undefined,
      );
    const [models, tools, graphs] = await Promise.all([
      ask<{ readonly data: readonly { readonly id: string }[] }>("/v1/models"),
      ask<{ readonly servers: readonly ToolServer[] }>("/tools"),
      ask<{ readonly graphs: readonly GraphSummary[] }>("/graphs"),
    ]);
    return {
      models: models?.data.map(({ id }) => id) ?? [],
      servers: tools?.servers ?? [],
      graphs: graphs?.graphs ?? [],
    };
  });
  return value ?? NOTHING;
}

/** The definition of a graph. */
export function useGraph(name: string | undefined): GraphDefinition | undefined {
  const { api } = useWorkspace();
  const { value } = useLoaded(
    name,
    async (key, signal) =>
      (await api.get(`/graphs/${encodeURIComponent(key)}`, signal)) as GraphDefinition,
  );
  return value;
}
