import { useMemo } from "react";
import { useApiQuery } from "../../api/useApiQuery.ts";
import type { GraphDefinition, GraphSummary, ToolServer } from "./conversation.ts";

/** The models, tools and graphs to choose from. A list that cannot be loaded is empty. */
export interface Catalog {
  readonly models: readonly string[];
  readonly servers: readonly ToolServer[];
  readonly graphs: readonly GraphSummary[];
}

/** Loads the models, tools and graphs of the server. */
export function useCatalog(): Catalog {
  const { data: models } = useApiQuery("/v1/models", {});
  const { data: tools } = useApiQuery("/api/tools", {});
  const { data: graphs } = useApiQuery("/api/graphs", {});
  return useMemo(
    () => ({
      models: models?.data.map(({ id }) => id) ?? [],
      servers: tools?.servers ?? [],
      graphs: graphs?.graphs ?? [],
    }),
    [models, tools, graphs],
  );
}

/** Loads the definition of a graph. */
export function useGraph(name: string | undefined): GraphDefinition | undefined {
  const enabled = name !== undefined;
  return useApiQuery("/api/graphs/{name}", { path: { name: name ?? "" } }, { enabled }).data;
}
