import { Alert, Text, Title } from "@mantine/core";
import { useState } from "react";
import { usePolled } from "../api/usePolled.ts";
import { EmptyState } from "../app/EmptyState.tsx";
import { ConnectionsIcon } from "../app/pageIcons.tsx";
import { useNow } from "../app/useNow.ts";
import { useWorkspace } from "../app/workspace.ts";
import { useMessages } from "../i18n/LanguageContext.ts";
import { CloseDialog } from "./CloseDialog.tsx";
import { type OpenStream, readStreams } from "./openStreams.ts";
import { StreamCard } from "./StreamCard.tsx";

/** How often the list is loaded anew, in milliseconds. */
const EVERY = 2000;

/** The open streams: the user's own, or all of the node's for an administrator. */
export function ConnectionsPage() {
  const { connections: words } = useMessages();
  const { api, isAdmin } = useWorkspace();
  const [closing, setClosing] = useState<OpenStream>();
  const now = useNow(true);
  const { value, error, reload } = usePolled(
    async (signal) => readStreams(await api.get("/connections", signal)),
    EVERY,
  );

  return (
    <main className="page">
      <Title order={1} size="h3">
        {words.title}
      </Title>
      <Text c="dimmed" mb="md" size="sm">
        {isAdmin ? words.all : words.own} {value !== undefined && words.count(value.length)}
      </Text>
      {error !== undefined && (
        <Alert color="red" mb="md" variant="light">
          {error instanceof Error ? error.message : String(error)}
        </Alert>
      )}
      {value?.length === 0 && (
        <div className="surface">
          <EmptyState hint={words.own} icon={<ConnectionsIcon size={36} />} title={words.nothing} />
        </div>
      )}
      {value !== undefined && value.length > 0 && (
        <ul aria-label={words.list} className="cards">
          {value.map((stream) => (
            <StreamCard key={stream.id} now={now} onClose={setClosing} stream={stream} />
          ))}
        </ul>
      )}
      <CloseDialog
        onDone={() => {
          setClosing(undefined);
          reload();
        }}
        stream={closing}
      />
    </main>
  );
}
