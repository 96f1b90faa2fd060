import { useInfiniteQuery } from "@tanstack/react-query";
import { useWorkspace } from "../app/workspace.ts";

const PATH = "/api/admin/dead-letters";

/** Letters of a page. */
const LIMIT = 50;

/** Loads the dead letters page by page, the newest first. */
export function useDeadLetters() {
  const { api } = useWorkspace();
  const { data, error, hasNextPage, fetchNextPage, refetch } = useInfiniteQuery({
    queryKey: [PATH],
    queryFn: ({ pageParam, signal }) => {
      const query = { limit: LIMIT, ...(pageParam !== undefined && { before: pageParam }) };
      return api.get(PATH, { query }, signal);
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ letters, more }) => (more ? letters.at(-1)?.id : undefined),
  });
  return {
    letters: data?.pages.flatMap(({ letters }) => letters),
    hasOlder: hasNextPage,
    error,
    /** Loads a further page of older letters. */
    loadOlder: () => void fetchNextPage(),
    /** Loads every page again that was loaded before. */
    reload: () => void refetch(),
  };
}
