import { Button, Group, Text, Title } from "@mantine/core";
import { useSyncExternalStore } from "react";
import { useNow } from "../app/useNow.ts";
import { useWorkspace } from "../app/workspace.ts";
import { useMessages } from "../i18n/LanguageContext.ts";
import { Cards } from "../ui/Cards.tsx";
import { EmptyState } from "../ui/EmptyState.tsx";
import { TasksIcon } from "../ui/icons.ts";
import { PageFrame } from "../ui/PageFrame.tsx";
import surface from "../ui/surface.module.css";
import { TaskCard } from "./TaskCard.tsx";

/** The progress of the tasks that `task.*` events report. */
export function TasksPage() {
  const { tasks: words } = useMessages();
  const { tasks: store } = useWorkspace();
  const tasks = useSyncExternalStore(store.subscribe, store.get);
  const running = tasks.filter(({ status }) => status === "running").length;
  const now = useNow(running > 0);
  return (
    <PageFrame>
      <Group justify="space-between" mb="md">
        <div>
          <Title order={1} size="h3">
            {words.title}
          </Title>
          <Text c="dimmed" size="sm">
            {words.count(running, tasks.length)}
          </Text>
        </div>
        <Button
          disabled={running === tasks.length}
          onClick={() => store.removeFinished()}
          size="xs"
          variant="default"
        >
          {words.clear}
        </Button>
      </Group>
      {tasks.length === 0 ? (
        <div className={surface.surface}>
          <EmptyState hint={words.hint} icon={<TasksIcon size={36} />} title={words.nothing} />
        </div>
      ) : (
        <Cards label={words.list}>
          {tasks.map((task) => (
            <TaskCard key={task.id} now={now} task={task} />
          ))}
        </Cards>
      )}
    </PageFrame>
  );
}
