import { Button, Center, Group, Stack, Text, Title } from "@mantine/core";
import { useSSE } from "@tidings/react";
import { useId, useState, useSyncExternalStore } from "react";
import { LiveIcon, PauseIcon, PlayIcon } from "../app/icons.tsx";
import { ConnectionStatus } from "./ConnectionStatus.tsx";
import { FeedRow } from "./FeedRow.tsx";
import { Feed, type FeedState } from "./feed.ts";

/** Every event that comes, newest first. No live region: a stream would drown everything else. */
export function EventList() {
  const title = useId();
  const [feed] = useState(() => new Feed());
  const state = useSyncExternalStore(feed.subscribe, feed.get);
  useSSE("**", { onEvent: (event) => feed.addEvent(event) });
  useSSE("tidings.gap", { onEvent: ({ data }) => feed.addGap(data) });

  return (
    <section aria-labelledby={title} className="surface">
      <Group gap="sm" justify="space-between" p="md" px={18}>
        <Title id={title} order={1} size="h4">
          Live events
        </Title>
        <ConnectionStatus />
      </Group>
      <Controls feed={feed} state={state} />
      {state.entries.length === 0 ? (
        <Empty />
      ) : (
        <ol aria-label="Events, newest first" className="feed">
          {state.entries.map((entry) => (
            <FeedRow entry={entry} key={entry.key} />
          ))}
        </ol>
      )}
    </section>
  );
}

function Controls({ feed, state }: { readonly feed: Feed; readonly state: FeedState }) {
  return (
    <Group gap="sm" justify="space-between" pb="sm" px={18}>
      <Text c="dimmed" size="sm">
        {summary(state)}
      </Text>
      <Group gap="xs">
        <Button
          leftSection={state.paused ? <PlayIcon size={14} /> : <PauseIcon size={14} />}
          onClick={() => (state.paused ? feed.resume() : feed.pause())}
          size="compact-sm"
          variant="default"
        >
          {state.paused ? "Resume" : "Pause"}
        </Button>
        <Button
          disabled={state.entries.length === 0}
          onClick={() => feed.clear()}
          size="compact-sm"
          variant="default"
        >
          Clear
        </Button>
      </Group>
    </Group>
  );
}

function summary({ entries, dropped, paused, held }: FeedState): string {
  if (paused) return `Paused, ${held.toLocaleString()} waiting`;
  if (dropped > 0) {
    const total = (entries.length + dropped).toLocaleString();
    return `The newest ${entries.length} of ${total}; older ones are no longer kept here`;
  }
  const events = entries.filter(({ kind }) => kind === "event").length;
  return events === 1 ? "1 event" : `${events} events`;
}

function Empty() {
  return (
    <Center mih={260} p="xl" style={{ borderTop: "1px solid var(--tidings-line)" }}>
      <Stack align="center" gap={6}>
        <Text c="dimmed" component="span" lh={0}>
          <LiveIcon size={36} />
        </Text>
        <Text fw={600}>Nothing yet</Text>
        <Text c="dimmed" maw={320} size="sm" ta="center">
          Events for you appear here the moment they are published. Publish one to try it.
        </Text>
      </Stack>
    </Center>
  );
}
