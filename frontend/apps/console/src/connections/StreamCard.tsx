import { Button, Group } from "@mantine/core";
import { useSSEStatus } from "@tidings/react";
import { formatDuration } from "../i18n/duration.ts";
import { useLocale, useMessages } from "../i18n/LanguageContext.ts";
import type { OpenStream } from "./openStreams.ts";

export interface StreamCardProps {
  readonly stream: OpenStream;
  /** Milliseconds since the Unix epoch. */
  readonly now: number;
  readonly onClose: (stream: OpenStream) => void;
}

/** One open stream: whose it is, what it asks for, and how it fares. */
export function StreamCard({ stream, now, onClose }: StreamCardProps) {
  const { connections: words } = useMessages();
  const locale = useLocale();
  const own = useSSEStatus((status) => status.connection);
  const { id, user, address, opened, expires, queued, types, topics, session } = stream;
  const span = (ms: number) => formatDuration(ms, locale);
  return (
    <li className="surface card">
      <Group gap="xs" justify="space-between" mb="xs" wrap="nowrap">
        <code className="card-id">{id}</code>
        {own === id && <span className="badge">{words.yours}</span>}
      </Group>
      <dl className="facts">
        <dt>{words.user}</dt>
        <dd>{user}</dd>
        <dt>{words.address}</dt>
        <dd>{address}</dd>
        <dt>{words.opened}</dt>
        <dd>{span(now - Date.parse(opened))}</dd>
        <dt>{words.expires}</dt>
        <dd>{span(Date.parse(expires) - now)}</dd>
        <dt>{words.queued}</dt>
        <dd>{queued}</dd>
        <dt>{words.types}</dt>
        <dd>{types.length === 0 || types.includes("**") ? words.everything : types.join(", ")}</dd>
        <dt>{words.topics}</dt>
        <dd>{topics.length === 0 ? words.nothingSelected : topics.join(", ")}</dd>
        {session != null && (
          <>
            <dt>{words.session}</dt>
            <dd>{session}</dd>
          </>
        )}
      </dl>
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
    </li>
  );
}
