import { useSSE } from "@tidings/react";
import { useCallback, useMemo, useState } from "react";
import { useWorkspace } from "../../app/workspace.ts";
import type { ConversationPage } from "./conversation.ts";
import { useLoaded } from "./useLoaded.ts";
import { useRunning } from "./useRunning.ts";

/** How many are shown at first and with each look further back, and the most that are asked for. */
const PAGE = 50;
const MOST = 200;

/**
 * The user's conversations, and which of them run; kept up to date by the events of runs, and of
 * conversations that were renamed, labelled or given a title.
 *
 * @param search text to look for, or `#` and a tag
 */
export function useConversations(search: string) {
  const { api } = useWorkspace();
  const running = useRunning();
  const [limit, setLimit] = useState(PAGE);
  const { value, error, reload } = useLoaded(
    pathOfList(search, limit),
    async (path, signal) => (await api.get(path, signal)) as ConversationPage,
  );
  // While another page is asked for, the one before it stays.
  const [last, setLast] = useState(value);
  if (value !== undefined && value !== last) setLast(value);

  useSSE("run.*", { onEvent: reload });
  useSSE("conversation.updated", { onEvent: reload });
  useSSE("tidings.gap", { onEvent: reload });
  const showOlder = useCallback(() => setLimit((before) => Math.min(before + PAGE, MOST)), []);
  const page = value ?? last;
  return useMemo(
    () => ({
      conversations: page?.conversations,
      hasOlder: page?.next !== undefined && limit < MOST,
      showOlder,
      error,
      reload,
      running,
    }),
    [page, limit, showOlder, error, reload, running],
  );
}

function pathOfList(search: string, limit: number): string {
  const wanted = search.trim();
  const query = new URLSearchParams({ limit: String(limit) });
  if (wanted.startsWith("#") && wanted.length > 1) query.set("tag", wanted.slice(1));
  else if (wanted !== "" && wanted !== "#") query.set("q", wanted.slice(0, LONGEST));
  return `/conversations?${query}`;
}

/** What the server takes to look for, in characters. */
const LONGEST = 200;
