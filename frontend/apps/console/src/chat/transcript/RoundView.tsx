import { ActionIcon, Button, Group } from "@mantine/core";
import type { RunState } from "@tidings/client/runs";
import { memo, useMemo } from "react";
import { useMessages } from "../../i18n/LanguageContext.ts";
import { RetryIcon } from "../../ui/icons.ts";
import { EditIcon } from "../chatIcons.ts";
import { promptOf, type Round } from "../data/conversation.ts";
import { toRunState } from "../data/storedBlocks.ts";
import { Blocks } from "./Blocks.tsx";
import { CopyButton } from "./CopyButton.tsx";
import { Outcome } from "./Outcome.tsx";
import styles from "./RoundView.module.css";
import { RunBadge } from "./RunBadge.tsx";

export interface RoundViewProps {
  /** The stored round; `undefined` for a new prompt. */
  readonly round: Round | undefined;
  /** The watched run; otherwise the stored round is shown. */
  readonly run: RunState | undefined;
  readonly prompt?: string;
  readonly onEdit: (prompt: string) => void;
  /** Absent for all but the last round. */
  readonly onRetry?: ((prompt: string) => void) | undefined;
  /** Absent where there is no checkpoint. */
  readonly onContinue?: ((prompt: string) => void) | undefined;
}

/** A prompt and its answer. */
export const RoundView = memo(function RoundView(props: RoundViewProps) {
  const { round, run, prompt = round ? promptOf(round) : "", onEdit, onRetry, onContinue } = props;
  const { chat } = useMessages();
  const stored = useMemo(() => round && toRunState(round), [round]);
  const summarised = round?.detail?.summary?.rounds;
  const shown = run ?? stored;
  if (!shown) return null;
  const answer = shown.blocks
    .filter(({ type }) => type === "content")
    .map(({ content }) => content)
    .join("\n\n");
  const interrupted = shown.status === "failed" || shown.status === "cancelled";
  return (
    <li data-status={shown.status}>
      {summarised !== undefined && <div className={styles.usage}>{chat.summary(summarised)}</div>}
      {prompt !== "" && (
        <div className={styles.question}>
          <div className={styles.questionText}>{prompt}</div>
          <Group gap={2}>
            <ActionIcon
              aria-label={chat.editMessage}
              c="dimmed"
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
      <div className={styles.answer}>
        <Blocks blocks={shown.blocks} />
        <Outcome run={shown} />
        <Group className={styles.foot ?? ""} gap="xs">
          <RunBadge run={shown} />
          {shown.usage !== null && (
            <span className={styles.usage}>
              {chat.usage(shown.usage.prompt_tokens, shown.usage.completion_tokens)}
            </span>
          )}
          {!shown.isStreaming && answer !== "" && <CopyButton label={chat.copy} text={answer} />}
          {!shown.isStreaming && onRetry && (
            <ActionIcon
              aria-label={chat.retry}
              c="dimmed"
              onClick={() => onRetry(prompt)}
              size={28}
              title={chat.retry}
              variant="subtle"
            >
              <RetryIcon size={15} />
            </ActionIcon>
          )}
          {!shown.isStreaming && interrupted && onContinue && (
            <Button onClick={() => onContinue(prompt)} size="compact-xs" variant="default">
              {chat.continue}
            </Button>
          )}
        </Group>
      </div>
    </li>
  );
});
