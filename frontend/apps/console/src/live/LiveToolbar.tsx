import { Button, Group, TagsInput, Text, Title } from "@mantine/core";
import { type Ref, useState } from "react";
import { useMessages } from "../i18n/LanguageContext.ts";
import type { Messages } from "../i18n/messages.ts";
import { PauseIcon, PlayIcon, SendIcon } from "../ui/icons.ts";
import type { Feed, FeedState } from "./feed.ts";
import { typeTerm } from "./filter.ts";
import styles from "./LiveToolbar.module.css";

export interface LiveToolbarProps {
  readonly feed: Feed;
  readonly state: FeedState;
  readonly filter: readonly string[];
  readonly filterInput: Ref<HTMLInputElement>;
  readonly onFilter: (terms: readonly string[]) => void;
  /** Absent for a user who may not publish. */
  readonly onPublish: (() => void) | undefined;
}

/** Filters, pauses and clears the list. */
export function LiveToolbar(props: LiveToolbarProps) {
  const { feed, state, filter, filterInput, onFilter, onPublish } = props;
  const { live, publish } = useMessages();
  const [types, setTypes] = useState<readonly string[]>([]);
  return (
    <div className={styles.toolbar}>
      <Group gap="xs" justify="space-between" wrap="nowrap">
        <div>
          <Title order={1} size="h4">
            {live.title}
          </Title>
          <Text c="dimmed" data-testid="summary" size="sm">
            {summary(state, filter.length > 0, live)}
          </Text>
        </div>
        <Group gap="xs" wrap="nowrap">
          {onPublish ? (
            <Button
              aria-label={publish.title}
              hiddenFrom="md"
              onClick={onPublish}
              px="xs"
              size="xs"
              variant="filled"
            >
              <SendIcon size={16} />
            </Button>
          ) : null}
          <Button
            leftSection={state.paused ? <PlayIcon size={14} /> : <PauseIcon size={14} />}
            onClick={() => (state.paused ? feed.resume() : feed.pause())}
            size="xs"
            variant="default"
          >
            {state.paused ? live.resume : live.pause}
          </Button>
          <Button
            disabled={state.kept === 0}
            onClick={() => feed.clear()}
            size="xs"
            variant="default"
          >
            {live.clear}
          </Button>
        </Group>
      </Group>
      <TagsInput
        acceptValueOnBlur={false}
        aria-label={live.filter}
        data={types.map(typeTerm)}
        onFocus={() => setTypes(feed.types())}
        mt="xs"
        onChange={onFilter}
        placeholder={filter.length === 0 ? live.filterHint : ""}
        ref={filterInput}
        rightSection={filter.length === 0 ? <kbd className={styles.key}>/</kbd> : undefined}
        size="sm"
        splitChars={[]}
        value={[...filter]}
      />
    </div>
  );
}

function summary(state: FeedState, filtered: boolean, live: Messages["live"]): string {
  const { events, kept } = state;
  const count = filtered ? live.matching(events, kept) : live.events(events);
  return state.paused ? `${live.paused} · ${count}` : count;
}
