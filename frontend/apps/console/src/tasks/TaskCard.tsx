import { Group, Progress, Text } from "@mantine/core";
import { memo } from "react";
import { formatDuration } from "../i18n/duration.ts";
import { useLocale, useMessages } from "../i18n/LanguageContext.ts";
import { Badge } from "../ui/Badge.tsx";
import { Card } from "../ui/Cards.tsx";
import { AlertIcon, CheckIcon, RetryIcon, StaleIcon, StopIcon } from "../ui/icons.ts";
import { isStale, type Task, timeLeft } from "./tasks.ts";

export interface TaskCardProps {
  readonly task: Task;
  /** Milliseconds since the Unix epoch. */
  readonly now: number;
}

const APPEARANCE = {
  running: { Icon: RetryIcon, color: "indigo", tone: "busy" },
  stale: { Icon: StaleIcon, color: "orange", tone: "warn" },
  completed: { Icon: CheckIcon, color: "teal", tone: "good" },
  failed: { Icon: AlertIcon, color: "red", tone: "bad" },
  cancelled: { Icon: StopIcon, color: "gray.6", tone: "off" },
} as const;

/** The progress of one task, and its estimated time left. */
export const TaskCard = memo(function TaskCard({ task, now }: TaskCardProps) {
  const { tasks: words } = useMessages();
  const locale = useLocale();
  const state = isStale(task, now) ? "stale" : task.status;
  const { Icon, color, tone } = APPEARANCE[state];
  const percent = task.progress === undefined ? undefined : Math.round(task.progress * 100);

  function timing(): string | undefined {
    if (state === "stale") return words.staleFor(formatDuration(now - task.changedAt, locale));
    if (state !== "running" && task.changedAt === task.startedAt) return undefined;
    if (state !== "running")
      return words.took(formatDuration(task.changedAt - task.startedAt, locale));
    const left = timeLeft(task, now);
    return left === undefined ? undefined : words.eta(formatDuration(left, locale));
  }

  return (
    <Card status={state}>
      <Group gap="xs" justify="space-between" wrap="nowrap">
        <Text fw={600} truncate>
          {task.id}
        </Text>
        <Badge icon={Icon} spinning={state === "running"} tone={tone}>
          {words[state]}
        </Badge>
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
    </Card>
  );
});
