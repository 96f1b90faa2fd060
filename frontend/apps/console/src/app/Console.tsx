import { QueryClientProvider } from "@tanstack/react-query";
import { SSEProvider } from "@tidings/react";
import { lazy, Suspense, useEffect, useMemo, useState, useSyncExternalStore } from "react";
import { ConnectionsPage } from "../connections/ConnectionsPage.tsx";
import { DeadLettersPage } from "../deadLetters/DeadLettersPage.tsx";
import { SessionEnded } from "../identity/SessionEnded.tsx";
import type { ConsoleSession, SignedInIdentity } from "../identity/session.ts";
import { LivePage } from "../live/LivePage.tsx";
import { TasksPage } from "../tasks/TasksPage.tsx";
import { PageFrame } from "../ui/PageFrame.tsx";
import { Announcements } from "./Announcements.tsx";
import { AppHeader } from "./AppHeader.tsx";
import styles from "./Console.module.css";
import { Navigation, type Route } from "./location.ts";
import { follow, openWorkspace, WorkspaceContext } from "./workspace.ts";

/** Loaded on demand: the libraries of the chat page are large. */
const ChatPage = lazy(async () => ({ default: (await import("../chat/ChatPage.tsx")).ChatPage }));

export interface ConsoleProps {
  readonly session: ConsoleSession;
  readonly identity: SignedInIdentity;
}

/** The console of a signed-in user. All pages share the received events. */
export function Console({ session, identity }: ConsoleProps) {
  const { isAdmin, canPublish, label } = identity.user;
  const isEnded = identity.ended;
  const [opened] = useState(() => openWorkspace(session, identity));
  // A refresh of the session may bring other roles.
  const workspace = useMemo(
    () => ({ ...opened, isAdmin, canPublish, isEnded }),
    [opened, isAdmin, canPublish, isEnded],
  );
  const canSignOut = identity.canSignOut && !isEnded;
  const [navigation] = useState(() => new Navigation(window));
  const { page, item } = useSyncExternalStore(navigation.subscribe, navigation.get);
  useEffect(() => follow(opened), [opened]);
  return (
    <WorkspaceContext value={workspace}>
      <QueryClientProvider client={workspace.queryClient}>
        <SSEProvider client={workspace.client}>
          <div className={styles.shell}>
            <div>
              <AppHeader
                isAdmin={isAdmin}
                onSignOut={canSignOut ? () => void session.signOut() : undefined}
                page={page}
                user={label}
              />
              {isEnded ? <SessionEnded onSignIn={() => session.signInAgain()} /> : null}
            </div>
            <Page item={item} navigation={navigation} page={page} />
          </div>
          <Announcements />
        </SSEProvider>
      </QueryClientProvider>
    </WorkspaceContext>
  );
}

interface PageProps extends Pick<Route, "page" | "item"> {
  readonly navigation: Navigation;
}

function Page({ page, item, navigation }: PageProps) {
  switch (page) {
    case "live":
      return <LivePage navigation={navigation} />;
    case "chat":
      return (
        <Suspense fallback={<PageFrame />}>
          <ChatPage id={item} navigation={navigation} />
        </Suspense>
      );
    case "tasks":
      return <TasksPage />;
    case "connections":
      return <ConnectionsPage />;
    case "dead-letters":
      return <DeadLettersPage />;
  }
}
