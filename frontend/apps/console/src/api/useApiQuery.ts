import { keepPreviousData, type UseQueryResult, useQuery } from "@tanstack/react-query";
import { useWorkspace } from "../app/workspace.ts";
import type { AnswerOf, ParametersOf, PathOf } from "./operations.ts";

export interface ApiQueryOptions {
  /** Whether to load at all. @default true */
  readonly enabled?: boolean;
  /** How long an answer without an observer remains in the cache, in milliseconds. @default 5 minutes */
  readonly gcTime?: number;
  /** Whether the previous answer remains while one for other parameters loads. @default false */
  readonly keepPrevious?: boolean;
  /** The interval of polling while the page is visible, in milliseconds. @default none */
  readonly refetchInterval?: number;
}

/** Loads the answer of a `GET` operation, and caches it by path and parameters. */
export function useApiQuery<Path extends PathOf<"get">>(
  path: Path,
  parameters: ParametersOf<Path, "get">,
  { keepPrevious = false, ...options }: ApiQueryOptions = {},
): UseQueryResult<AnswerOf<Path>> {
  const { api } = useWorkspace();
  return useQuery<AnswerOf<Path>>({
    queryKey: [path, parameters],
    queryFn: ({ signal }) => api.get(path, parameters, signal),
    ...(keepPrevious && { placeholderData: keepPreviousData }),
    ...options,
  });
}
