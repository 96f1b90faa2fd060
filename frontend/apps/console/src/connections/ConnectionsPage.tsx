import { Alert, Text, Title } from "@mantine/core";
import { useState } from "react";
import { useApiQuery } from "../api/useApiQuery.ts";
import { useNow } from "../app/useNow.ts";
import { useWorkspace } from "../app/workspace.ts";
import { useMessages } from "../i18n/LanguageContext.ts";
import { Cards } from "../ui/Cards.tsx";
import { EmptyState } from "../ui/EmptyState.tsx";
import { ConnectionsIcon } from "../ui/icons.ts";
import { PageFrame } from "../ui/PageFrame.tsx";
import surface from "../ui/surface.module.css";
import { CloseDialog } from "./CloseDialog.tsx";
import { newestFirst, type OpenStream } from "./openStreams.ts";
import { StreamCard } from "./StreamCard.tsx";

/** The interval of polling, in milliseconds. */
const INTERVAL = 2000;

/** Lists the open streams: the user's own, or all of the node's for an administrator. */
export function ConnectionsPage() {
  const { connections: words } = useMessages();
  const { isAdmin } = useWorkspace();
  const [closing, setClosing] = useState<OpenStream>();
  const now = useNow(true);
  const { data, error, refetch } = useApiQuery(
    "/api/connections",
    {},
    { refetchInterval: INTERVAL },
  );
  const streams = data && newestFirst(data);

  return (
    <PageFrame>
      <Title order={1} size="h3">
        {words.title}
      </Title>
      <Text c="dimmed" mb="md" size="sm">
        {isAdmin ? words.all : words.own} {streams ? words.count(streams.length) : null}
      </Text>
      {error !== null && (
        <Alert color="red" mb="md" variant="light">
          {error.message}
        </Alert>
      )}
      {streams?.length === 0 && (
        <div className={surface.surface}>
          <EmptyState hint={words.own} icon={<ConnectionsIcon size={36} />} title={words.nothing} />
        </div>
      )}
      {streams && streams.length > 0 && (
        <Cards label={words.list}>
          {streams.map((stream) => (
            <StreamCard key={stream.id} now={now} onClose={setClosing} stream={stream} />
          ))}
        </Cards>
      )}
      <CloseDialog
        onDone={() => {
          setClosing(undefined);
          void refetch();
        }}
        stream={closing}
      />
    </PageFrame>
  );
}
