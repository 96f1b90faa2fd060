import { Group, Progress, Text } from "@mantine/core";
import { memo } from "react";
import { AlertIcon, CheckIcon, RetryIcon, StopIcon } from "../app/icons.tsx";
import { StaleIcon } from "../app/pageIcons.tsx";
import { formatDuration } from "../i18n/duration.ts";
import { useLocale, useMessages } from "../i18n/LanguageContext.ts";
import { isStale, type Task, timeLeft } from "./tasks.ts";

export interface TaskCardProps {
  readonly task: Task;
  /** Milliseconds since the Unix epoch. */
  readonly now: number;
}

const LOOKS = {
  running: { Icon: RetryIcon, color: "indigo", tone: "busy" },
  stale: { Icon: StaleIcon, color: "orange", tone: "warn" },
  completed: { Icon: CheckIcon, color: "teal", tone: "good" },
  failed: { Icon: AlertIcon, color: "red", tone: "bad" },
  cancelled: { Icon: StopIcon, color: "gray.6", tone: "off" },
} as const;

/** How far one task is, and how long it may still take. */
export const TaskCard = memo(function TaskCard({ task, now }: TaskCardProps) {
  const { tasks: words } = useMessages();
  const locale = useLocale();
  const look = isStale(task, now) ? "stale" : task.status;
  const { Icon, color, tone } = LOOKS[look];
  const percent = task.progress === undefined ? undefined : Math.round(task.progress * 100);

  function timing(): string | undefined {
    if (look === "stale") return words.staleFor(formatDuration(now - task.changedAt, locale));
    if (look !== "running" && task.changedAt === task.startedAt) return undefined;
    if (look !== "running")
      return words.took(formatDuration(task.changedAt - task.startedAt, locale));
    const left = timeLeft(task, now);
    return left === undefined ? undefined : words.eta(formatDuration(left, locale));
  }

  return (
    <li className="surface card" data-status={look}>
      <Group gap="xs" justify="space-between" wrap="nowrap">
        <Text fw={600} truncate>
          {task.id}
        </Text>
        <span className="badge" data-tone={tone}>
          <Icon className={look === "running" ? "spinning" : undefined} size={15} />
          {words[look]}
        </span>
      </Group>
      <Text c="dimmed" lineClamp={2} mih="1.4em" size="sm">
        {task.message}
      </Text>
      <Progress.Root aria-hidden={percent === undefined} mt="xs" size="md">
        <Progress.Section aria-label={words.progress(task.id)} color={color} value={percent ?? 0} />
      </Progress.Root>
      <Group gap="xs" justify="space-between" mt={6}>
        <Text size="sm">{percent === undefined ? words.unknown : `${percent} %`}</Text>
        <Text c="dimmed" size="sm">
          {timing()}
        </Text>
      </Group>
    </li>
  );
});
