import type { RunState } from "@tidings/client/runs";
import { type StartOptions, useSSE, useSSEConnection } from "@tidings/react";
import { useEffect, useEffectEvent, useState } from "react";
import { serverPath } from "../../api/base.ts";
import { useApiQuery } from "../../api/useApiQuery.ts";
import { useWorkspace } from "../../app/workspace.ts";
import { useMessages } from "../../i18n/LanguageContext.ts";
import type { Conversation, ConversationSummary, RunEvent } from "./conversation.ts";

export interface ChatOptions {
  /** The conversation in view; `undefined` for a new one. */
  readonly id: string | undefined;
  readonly onCreated: (id: string) => void;
  /** The list of conversations may have changed. */
  readonly onChanged: () => void;
}

/** The last prompt, to show it before it is stored and to send it again. */
export interface SentPrompt {
  readonly input: string;
  readonly options: StartOptions;
}

/** One conversation: its stored rounds, and the watched run. */
export function useChat({ id, onCreated, onChanged }: ChatOptions) {
  const { headers, announcer } = useWorkspace();
  const { announce: words } = useMessages().chat;
  const [sent, setSent] = useState<SentPrompt>();
  const { data, error, refetch } = useApiQuery(
    "/api/conversations/{id}",
    { path: { id: id ?? "" } },
    // A cached conversation could show a run as active that has ended.
    { enabled: id !== undefined, gcTime: 0 },
  );
  /** `refetch` would also load a disabled query. */
  const reloadShown = () => {
    if (id !== undefined) void refetch();
  };
  const [ended, setEnded] = useState<ReadonlyMap<string, RunState>>(new Map());
  const onSettled = (state: RunState) => {
    const { runId } = state;
    if (runId !== null) setEnded((before) => new Map(before).set(runId, state));
    onChanged();
    reloadShown();
  };
  const connection = useSSEConnection({
    url: serverPath("/api"),
    headers,
    onConversationCreated: onCreated,
    onComplete: (state) => {
      announcer.announce(state.status === "incomplete" ? words.incomplete : words.completed);
      onSettled(state);
    },
    onCancelled: (state) => {
      announcer.announce(words.cancelled);
      onSettled(state);
    },
    onError: ({ message }, state) => {
      announcer.announce(`${words.failed}: ${message}`);
      onSettled(state);
    },
  });
  const { run, resume, reset } = connection;

  const moveTo = useEffectEvent((next: string | undefined) => {
    if (run.status !== "idle" && run.conversationId !== (next ?? null)) {
      reset();
      setSent(undefined);
    }
  });
  useEffect(() => moveTo(id), [id]);

  const catchUp = useEffectEvent((stored: Conversation) => {
    const last = stored.rounds.at(-1);
    if (last?.state !== "running" || run.isStreaming) return;
    if (run.runId === last.run_id && run.status !== "left") return;
    resume(last.run_id, { conversationId: stored.id });
  });
  useEffect(() => {
    if (data) catchUp(data);
  }, [data]);

  useSSE("run.*", {
    onEvent(event) {
      const { conversation_id } = event.data as RunEvent;
      if (conversation_id === id) reloadShown();
    },
  });
  useSSE("conversation.updated", {
    onEvent(event) {
      if ((event.data as Pick<ConversationSummary, "id">).id === id) reloadShown();
    },
  });
  useSSE("tidings.gap", { onEvent: reloadShown });

  return {
    conversation: data,
    error,
    run,
    /** The runs that were watched to their end. Their states have more details than the stored ones. */
    ended,
    sent,
    send(input: string, options: StartOptions) {
      setSent({ input, options });
      announcer.announce(words.started);
      connection.startConnection(input, options);
    },
    stop: connection.cancel,
    /** Stops watching the run, and clears its state. */
    reset() {
      reset();
      setSent(undefined);
    },
  };
}

export type Chat = ReturnType<typeof useChat>;
