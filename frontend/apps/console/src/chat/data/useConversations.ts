import { useSSE } from "@tidings/react";
import { useCallback, useMemo, useState } from "react";
import { useApiQuery } from "../../api/useApiQuery.ts";
import { useRunning } from "./useRunning.ts";

/** The conversations of one page, and the most that the list shows. */
const PAGE = 50;
const MAX_SHOWN = 200;
/** The server's limit of a search, in characters. */
const MAX_SEARCH = 200;

/**
 * Loads the user's conversations and which of them have an active run. The events of runs, and of
 * conversations that were renamed or tagged, update the list.
 *
 * @param search text to search for, or `#` and a tag
 */
export function useConversations(search: string) {
  const running = useRunning();
  const [limit, setLimit] = useState(PAGE);
  const query = { limit, ...toFilter(search) };
  const { data, error, refetch } = useApiQuery(
    "/api/conversations",
    { query },
    { keepPrevious: true },
  );
  const reload = useCallback(() => void refetch(), [refetch]);
  useSSE("run.*", { onEvent: reload });
  useSSE("conversation.updated", { onEvent: reload });
  useSSE("tidings.gap", { onEvent: reload });
  const showOlder = useCallback(() => setLimit((before) => Math.min(before + PAGE, MAX_SHOWN)), []);
  return useMemo(
    () => ({
      conversations: data?.conversations,
      hasOlder: data?.next !== undefined && limit < MAX_SHOWN,
      showOlder,
      error,
      reload,
      running,
    }),
    [data, limit, showOlder, error, reload, running],
  );
}

function toFilter(search: string): { readonly tag?: string; readonly q?: string } {
  const wanted = search.trim();
  if (wanted.startsWith("#") && wanted.length > 1) return { tag: wanted.slice(1) };
  return wanted === "" || wanted === "#" ? {} : { q: wanted.slice(0, MAX_SEARCH) };
}
