import { Button, Group } from "@mantine/core";
import { useSSEStatus } from "@tidings/react";
import { formatDuration } from "../i18n/duration.ts";
import { useLocale, useMessages } from "../i18n/LanguageContext.ts";
import { Badge } from "../ui/Badge.tsx";
import { Card } from "../ui/Cards.tsx";
import { Fact, Facts } from "../ui/Facts.tsx";
import type { OpenStream } from "./openStreams.ts";
import styles from "./StreamCard.module.css";

export interface StreamCardProps {
  readonly stream: OpenStream;
  /** Milliseconds since the Unix epoch. */
  readonly now: number;
  readonly onClose: (stream: OpenStream) => void;
}

/** Shows one open stream: its user, its subscription and its state. */
export function StreamCard({ stream, now, onClose }: StreamCardProps) {
  const { connections: words } = useMessages();
  const locale = useLocale();
  const own = useSSEStatus((status) => status.connection);
  const { id, user, address, opened, expires, queued, types, topics, session } = stream;
  const span = (ms: number) => formatDuration(ms, locale);
  return (
    <Card>
      <Group gap="xs" justify="space-between" mb="xs" wrap="nowrap">
        <code className={styles.id} data-testid="connection-id">
          {id}
        </code>
        {own === id && <Badge>{words.yours}</Badge>}
      </Group>
      <Facts>
        <Fact name={words.user}>{user}</Fact>
        <Fact name={words.address}>{address}</Fact>
        <Fact name={words.opened}>{span(now - Date.parse(opened))}</Fact>
        <Fact name={words.expires}>{span(Date.parse(expires) - now)}</Fact>
        <Fact name={words.queued}>{queued}</Fact>
        <Fact name={words.types}>
          {types.length === 0 || types.includes("**") ? words.everything : types.join(", ")}
        </Fact>
        <Fact name={words.topics}>
          {topics.length === 0 ? words.nothingSelected : topics.join(", ")}
        </Fact>
        {session != null && <Fact name={words.session}>{session}</Fact>}
      </Facts>
      <Button
        aria-label={words.closeOne(id)}
        fullWidth
        mt="sm"
        onClick={() => onClose(stream)}
        size="xs"
        variant="default"
      >
        {words.close}
      </Button>
    </Card>
  );
}
