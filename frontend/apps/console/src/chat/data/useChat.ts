import type { RunState } from "@tidings/client/runs";
import { type StartOptions, useSSE, useSSEConnection } from "@tidings/react";
import { useEffect, useEffectEvent, useState } from "react";
import { atServer } from "../../api/base.ts";
import { useWorkspace } from "../../app/workspace.ts";
import { useMessages } from "../../i18n/LanguageContext.ts";
import { type Conversation, type ConversationSummary, pathOfConversation } from "./conversation.ts";
import { useLoaded } from "./useLoaded.ts";
import type { RunEvent } from "./useRunning.ts";

export interface ChatOptions {
  /** The conversation in view; none yet where a new one begins. */
  readonly id: string | undefined;
  readonly onCreated: (id: string) => void;
  /** Something of the list may have changed. */
  readonly onChanged: () => void;
}

/** What was asked last, to show it before it is stored and to ask it again. */
export interface Asked {
  readonly input: string;
  readonly options: StartOptions;
}

/** One conversation: what is stored of it, and the run that is watched. */
export function useChat({ id, onCreated, onChanged }: ChatOptions) {
  const { api, headers, announcer } = useWorkspace();
  const { announce: words } = useMessages().chat;
  const [asked, setAsked] = useState<Asked>();
  const { value, error, reload } = useLoaded(
    id,
    async (key, signal) => (await api.get(pathOfConversation(key), signal)) as Conversation,
  );
  const [ended, setEnded] = useState<ReadonlyMap<string, RunState>>(new Map());
  const settled = (state: RunState) => {
    const { runId } = state;
    if (runId !== null) setEnded((before) => new Map(before).set(runId, state));
    onChanged();
    reload();
  };
  const connection = useSSEConnection({
    url: atServer("/api"),
    headers,
    onConversationCreated: onCreated,
    onComplete: (state) => {
      announcer.announce(state.status === "incomplete" ? words.incomplete : words.completed);
      settled(state);
    },
    onCancelled: (state) => {
      announcer.announce(words.cancelled);
      settled(state);
    },
    onError: ({ message }, state) => {
      announcer.announce(`${words.failed}: ${message}`);
      settled(state);
    },
  });
  const { enhancedStreamingState: run, resume, resetStreamingState: reset } = connection;

  const moveTo = useEffectEvent((next: string | undefined) => {
    if (run.status !== "idle" && run.conversationId !== (next ?? null)) {
      reset();
      setAsked(undefined);
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
    if (value) catchUp(value);
  }, [value]);

  useSSE("run.*", {
    onEvent({ data }) {
      if (id !== undefined && (data as RunEvent).conversation_id === id) reload();
    },
  });
  useSSE("conversation.updated", {
    onEvent({ data }) {
      if (id !== undefined && (data as ConversationSummary).id === id) reload();
    },
  });
  useSSE("tidings.gap", { onEvent: reload });

  return {
    conversation: value,
    error,
    run,
    /** Runs that were watched to their end: more is known of them than is stored. */
    ended,
    asked,
    send(input: string, options: StartOptions) {
      setAsked({ input, options });
      announcer.announce(words.started);
      connection.startConnection(input, options);
    },
    stop: connection.cancel,
    /** Leaves the run that is watched, and forgets it. */
    reset() {
      reset();
      setAsked(undefined);
    },
    reload,
  };
}

export type Chat = ReturnType<typeof useChat>;
