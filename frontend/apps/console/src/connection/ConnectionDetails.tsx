import { Button, Stack, Text } from "@mantine/core";
import type { Status } from "@tidings/client";
import { useSSEClient, useSSEStatus } from "@tidings/react";
import { type ReactNode, useSyncExternalStore } from "react";
import { RetryIcon } from "../app/icons.tsx";
import { useNow } from "../app/useNow.ts";
import { useWorkspace } from "../app/workspace.ts";
import { formatDuration } from "../i18n/duration.ts";
import { useLocale, useMessages } from "../i18n/LanguageContext.ts";
import type { Messages } from "../i18n/messages.ts";
import { describeStatus, secondsLeft } from "./describeStatus.ts";

export interface ConnectionDetailsProps {
  readonly onDone: () => void;
}

/** Where there is none to name. */
const NONE = "–";

/** All that is known of the connection, and the way to have it made anew. */
export function ConnectionDetails({ onDone }: ConnectionDetailsProps) {
  const { status: words } = useMessages();
  const client = useSSEClient();
  const status = useSSEStatus();
  const now = useNow(true);
  const { text, detail } = describeStatus(status, now, words);
  const over = status.state === "closed" || status.state === "failed";

  function reconnect() {
    client.reconnect();
    onDone();
  }

  return (
    <Stack gap="sm">
      <dl className="facts">
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
      </dl>
      <Button leftSection={<RetryIcon size={16} />} onClick={reconnect} variant="default">
        {over ? words.connect : words.reconnect}
      </Button>
      {status.role === "follower" && <Text size="sm">{words.followerHint}</Text>}
    </Stack>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
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
