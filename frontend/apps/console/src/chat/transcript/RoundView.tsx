import { ActionIcon, Button, Group } from "@mantine/core";
import type { RunState } from "@tidings/client/runs";
import { memo, useMemo } from "react";
import { RetryIcon } from "../../app/icons.tsx";
import { useMessages } from "../../i18n/LanguageContext.ts";
import { EditIcon } from "../chatIcons.tsx";
import { promptOf, type Round } from "../data/conversation.ts";
import { toRunState } from "../data/storedBlocks.ts";
import { Blocks } from "./Blocks.tsx";
import { CopyButton } from "./CopyButton.tsx";
import { Outcome } from "./Outcome.tsx";
import { RunBadge } from "./RunBadge.tsx";

export interface RoundViewProps {
  /** What is stored; not yet, where it has only just been asked. */
  readonly round: Round | undefined;
  /** What is watched of it; otherwise what is stored is all. */
  readonly run: RunState | undefined;
  readonly prompt?: string;
  readonly onEdit: (prompt: string) => void;
  /** Absent where only the last round can be asked again. */
  readonly onRetry?: ((prompt: string) => void) | undefined;
  /** Absent where there is no checkpoint to go on from. */
  readonly onContinue?: ((prompt: string) => void) | undefined;
}

/** A question and what came of it. */
export const RoundView = memo(function RoundView(props: RoundViewProps) {
  const { round, run, prompt = round ? promptOf(round) : "", onEdit, onRetry, onContinue } = props;
  const { chat } = useMessages();
  const stored = useMemo(() => round && toRunState(round), [round]);
  const summed = round?.detail?.summary?.rounds;
  const shown = run ?? stored;
  if (!shown) return null;
  const answer = shown.blocks
    .filter(({ type }) => type === "content")
    .map(({ content }) => content)
    .join("\n\n");
  const unwell = shown.status === "failed" || shown.status === "cancelled";
  return (
    <li className="round" data-status={shown.status}>
      {summed !== undefined && <div className="usage">{chat.summary(summed)}</div>}
      {prompt !== "" && (
        <div className="question">
          <div className="question-text">{prompt}</div>
          <Group className="hover-actions" gap={2}>
            <ActionIcon
              aria-label={chat.editMessage}
              className="quiet"
              onClick={() => onEdit(prompt)}
              size={28}
              title={chat.editMessage}
              variant="subtle"
            >
              <EditIcon size={15} />
            </ActionIcon>
            <CopyButton label={chat.copy} text={prompt} />
          </Group>
        </div>
      )}
      <div className="answer">
        <Blocks blocks={shown.blocks} />
        <Outcome run={shown} />
        <Group className="round-foot" gap="xs">
          <RunBadge run={shown} />
          {shown.usage !== null && (
            <span className="usage">
              {chat.usage(shown.usage.prompt_tokens, shown.usage.completion_tokens)}
            </span>
          )}
          {!shown.isStreaming && answer !== "" && <CopyButton label={chat.copy} text={answer} />}
          {!shown.isStreaming && onRetry && (
            <ActionIcon
              aria-label={chat.retry}
              className="quiet"
              onClick={() => onRetry(prompt)}
              size={28}
              title={chat.retry}
              variant="subtle"
            >
              <RetryIcon size={15} />
            </ActionIcon>
          )}
          {!shown.isStreaming && unwell && onContinue && (
            <Button onClick={() => onContinue(prompt)} size="compact-xs" variant="default">
              {chat.continue}
            </Button>
          )}
        </Group>
      </div>
    </li>
  );
});
