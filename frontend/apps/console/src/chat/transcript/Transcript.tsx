import { Button } from "@mantine/core";
import { useEffect } from "react";
import { DownIcon } from "../../app/pageIcons.tsx";
import { useMessages } from "../../i18n/LanguageContext.ts";
import type { Round } from "../data/conversation.ts";
import type { Chat } from "../data/useChat.ts";
import { RoundView } from "./RoundView.tsx";
import { useStickToBottom } from "./useStickToBottom.ts";

export interface TranscriptProps {
  readonly chat: Chat;
  readonly onEdit: (prompt: string) => void;
  readonly onRetry: (prompt: string) => void;
  readonly onContinue: ((prompt: string) => void) | undefined;
}

/** The key of what was asked, until its run has an id. */
const ASKED = "asked";

/** All rounds of a conversation, the one that runs as it comes. No live region: it would never end. */
export function Transcript({ chat, onEdit, onRetry, onContinue }: TranscriptProps) {
  const { conversation, run, ended, asked } = chat;
  const { chat: words } = useMessages();
  const { viewport, content, away, jump } = useStickToBottom();
  const rounds = conversation?.rounds ?? [];
  const watched = run.status !== "idle";
  const items: { readonly key: string; readonly round: Round | undefined }[] = rounds.map(
    (round) => ({ key: round.run_id, round }),
  );
  if (watched && !rounds.some(({ run_id }) => run_id === run.runId)) {
    items.push({ key: run.runId ?? ASKED, round: undefined });
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: who asks wants to see the answer
  useEffect(jump, [asked, conversation?.id]);

  return (
    <div className="transcript">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys */}
      <div className="transcript-view" ref={viewport} tabIndex={0}>
        <ol aria-label={words.messages} className="rounds" ref={content}>
          {items.map(({ key, round }, i) => {
            const isLast = i === items.length - 1;
            const isWatched = watched && key === (run.runId ?? ASKED);
            return (
              <RoundView
                key={key}
                onContinue={isLast ? onContinue : undefined}
                onEdit={onEdit}
                onRetry={isLast ? onRetry : undefined}
                round={round}
                run={isWatched ? run : ended.get(key)}
                {...(round === undefined && { prompt: asked?.input ?? "" })}
              />
            );
          })}
        </ol>
      </div>
      {away === true && (
        <Button
          className="to-latest"
          leftSection={<DownIcon size={14} />}
          onClick={jump}
          radius="xl"
          size="xs"
        >
          {words.jump}
        </Button>
      )}
    </div>
  );
}
