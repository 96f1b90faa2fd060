import { Button, Container, Drawer, Group, Title } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { createClient } from "@tidings/client";
import { SSEProvider } from "@tidings/react";
import { useState } from "react";
import { AppHeader } from "../app/AppHeader.tsx";
import { SendIcon } from "../app/icons.tsx";
import type { Session, SignedIn } from "../identity/session.ts";
import { PublishForm } from "../publish/PublishForm.tsx";
import { EventList } from "./EventList.tsx";

export interface LivePageProps {
  readonly session: Session;
  readonly identity: SignedIn;
}

export function LivePage({ session, identity: { user } }: LivePageProps) {
  const [client] = useState(() =>
    createClient({
      headers: session.headers,
      topics: user?.grants.subscribe ?? [],
      // Tabs of one user share a stream; who an SSO cookie is for, the page does not know.
      share: user?.name ?? false,
    }),
  );
  const [drawer, { open, close }] = useDisclosure();
  return (
    <SSEProvider client={client}>
      <AppHeader
        onSignOut={user && (() => session.signOut())}
        user={user?.name ?? "your organisation's user"}
      />
      <Container component="main" py="lg" size="xl">
        <div className="layout">
          <div>
            <Button
              fullWidth
              hiddenFrom="md"
              leftSection={<SendIcon size={16} />}
              mb="md"
              onClick={open}
            >
              Publish an event
            </Button>
            <EventList />
          </div>
          <aside aria-label="Publish an event" className="aside mantine-visible-from-md">
            <div className="surface" style={{ padding: "1.125rem" }}>
              <Title mb="md" order={2} size="h4">
                Publish an event
              </Title>
              <PublishForm />
            </div>
          </aside>
        </div>
      </Container>
      <Drawer.Root onClose={close} opened={drawer} position="bottom" size="auto">
        <Drawer.Overlay />
        <Drawer.Content bg="var(--tidings-surface)" h="auto">
          {/* Not Drawer.Header: it is a <header>, and the page has its banner. */}
          <Group justify="space-between" p="md" pb={0}>
            <Drawer.Title fw={650}>Publish an event</Drawer.Title>
            <Drawer.CloseButton aria-label="Close" />
          </Group>
          <Drawer.Body pt="sm">
            <PublishForm />
          </Drawer.Body>
        </Drawer.Content>
      </Drawer.Root>
    </SSEProvider>
  );
}
