import { Button } from "@mantine/core";
import { useEffect } from "react";
import { useMessages } from "../../i18n/LanguageContext.ts";
import { DownIcon } from "../../ui/icons.ts";
import type { Round } from "../data/conversation.ts";
import type { Chat } from "../data/useChat.ts";
import { RoundView } from "./RoundView.tsx";
import styles from "./Transcript.module.css";
import { useStickToBottom } from "./useStickToBottom.ts";

export interface TranscriptProps {
  readonly chat: Chat;
  readonly onEdit: (prompt: string) => void;
  readonly onRetry: (prompt: string) => void;
  readonly onContinue: ((prompt: string) => void) | undefined;
}

/** The key of a sent prompt before its run has an id. */
const PENDING = "pending";

/** All rounds of a conversation, with the streaming one. It is not a live region: it changes too often. */
export function Transcript({ chat, onEdit, onRetry, onContinue }: TranscriptProps) {
  const { conversation, run, ended, sent } = chat;
  const { chat: words } = useMessages();
  const { viewport, content, scrolledUp, jump } = useStickToBottom();
  const rounds = conversation?.rounds ?? [];
  const watched = run.status !== "idle";
  const items: { readonly key: string; readonly round: Round | undefined }[] = rounds.map(
    (round) => ({ key: round.run_id, round }),
  );
  if (watched && !rounds.some(({ run_id }) => run_id === run.runId)) {
    items.push({ key: run.runId ?? PENDING, round: undefined });
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new prompt scrolls to its answer
  useEffect(jump, [sent, conversation?.id]);

  return (
    <div className={styles.transcript}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region takes the focus */}
      <div className={styles.viewport} data-testid="transcript" ref={viewport} tabIndex={0}>
        <ol aria-label={words.messages} className={styles.rounds} ref={content}>
          {items.map(({ key, round }, i) => {
            const isLast = i === items.length - 1;
            const isWatched = watched && key === (run.runId ?? PENDING);
            return (
              <RoundView
                key={key}
                onContinue={isLast ? onContinue : undefined}
                onEdit={onEdit}
                onRetry={isLast ? onRetry : undefined}
                round={round}
                run={isWatched ? run : ended.get(key)}
                {...(round === undefined && { prompt: sent?.input ?? "" })}
              />
            );
          })}
        </ol>
      </div>
      {scrolledUp ? (
        <Button
          className={styles.toLatest ?? ""}
          leftSection={<DownIcon size={14} />}
          onClick={jump}
          radius="xl"
          size="xs"
        >
          {words.jump}
        </Button>
      ) : null}
    </div>
  );
}
