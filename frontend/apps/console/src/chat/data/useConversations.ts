import { useSSE } from "@tidings/react";
import { useMemo, useState } from "react";
import { useWorkspace } from "../../app/workspace.ts";
import type { ConversationPage } from "./conversation.ts";
import { useLoaded } from "./useLoaded.ts";

/** Data of the events that tell of runs. */
export interface RunEvent {
  readonly run_id: string;
  readonly conversation_id?: string;
  readonly state: string;
}

const NONE: ReadonlySet<string> = new Set();

/** The user's conversations, and which of them run; kept up to date by the events of runs. */
export function useConversations() {
  const { api } = useWorkspace();
  const [running, setRunning] = useState(NONE);
  const { value, error, reload } = useLoaded("all", async (_, signal) => {
    const { conversations } = (await api.get("/conversations", signal)) as ConversationPage;
    return conversations;
  });

  useSSE("run.*", {
    onEvent({ data }) {
      const { conversation_id: id, state } = data as RunEvent;
      if (id === undefined) return;
      setRunning((before) => {
        const next = new Set(before);
        if (state === "running") next.add(id);
        else next.delete(id);
        return next;
      });
      reload();
    },
  });
  useSSE("tidings.gap", { onEvent: reload });
  return useMemo(
    () => ({ conversations: value, error, reload, running }),
    [value, error, reload, running],
  );
}
