import { Button, Stack, Text } from "@mantine/core";
import type { Status } from "@tidings/client";
import { useSSEClient, useSSEStatus } from "@tidings/react";
import { useSyncExternalStore } from "react";
import { useNow } from "../app/useNow.ts";
import { useWorkspace } from "../app/workspace.ts";
import { formatDuration } from "../i18n/duration.ts";
import { useLocale, useMessages } from "../i18n/LanguageContext.ts";
import type { Messages } from "../i18n/messages.ts";
import { Fact, Facts } from "../ui/Facts.tsx";
import { RetryIcon } from "../ui/icons.ts";
import { describeStatus, secondsLeft } from "./describeStatus.ts";

export interface ConnectionDetailsProps {
  readonly onDone: () => void;
}

/** Shown for a missing value. */
const NONE = "–";

/** The details of the connection, and a button to reconnect. */
export function ConnectionDetails({ onDone }: ConnectionDetailsProps) {
  const { status: words } = useMessages();
  const client = useSSEClient();
  const status = useSSEStatus();
  const now = useNow(true);
  const { text, detail } = describeStatus(status, now, words);
  const isFinal = status.state === "closed" || status.state === "failed";

  function reconnect() {
    client.reconnect();
    onDone();
  }

  return (
    <Stack gap="sm">
      <Facts>
        <Fact name={words.state}>
          {text}
          {detail !== undefined && <Text size="xs">{detail}</Text>}
        </Fact>
        <Fact name={words.transport}>{transport(status, words)}</Fact>
        <Fact name={words.attempt}>{attempt(status, now, words)}</Fact>
        <Fact name={words.lastEvent}>
          <LastEvent at={status.lastEventAt} now={now} />
        </Fact>
        <Fact name={words.latency}>
          <P50 />
        </Fact>
        <Fact name={words.role}>{words[status.role]}</Fact>
        <Fact name={words.id}>
          <code>{status.connection ?? NONE}</code>
        </Fact>
      </Facts>
      <Button leftSection={<RetryIcon size={16} />} onClick={reconnect} variant="default">
        {isFinal ? words.connect : words.reconnect}
      </Button>
      {status.role === "follower" && <Text size="sm">{words.followerHint}</Text>}
    </Stack>
  );
}

function transport({ transport: by }: Status, words: Messages["status"]): string {
  if (by === undefined) return NONE;
  return by === "poll" ? words.longPoll : words.stream;
}

function attempt(status: Status, now: number, words: Messages["status"]): string {
  const seconds = secondsLeft(status, now);
  return seconds === undefined ? String(status.attempt) : words.attemptIn(status.attempt, seconds);
}

function LastEvent({ at, now }: { readonly at: number | undefined; readonly now: number }) {
  const { status: words } = useMessages();
  const locale = useLocale();
  return at === undefined ? words.none : words.ago(formatDuration(now - at, locale));
}

function P50() {
  const { status: words } = useMessages();
  const { latency } = useWorkspace();
  const { p50, count } = useSyncExternalStore(latency.subscribe, latency.get);
  return p50 === undefined ? words.latencyUnknown : words.latencyOf(Math.round(p50), count);
}
