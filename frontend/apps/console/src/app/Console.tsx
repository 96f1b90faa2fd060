import { SSEProvider } from "@tidings/react";
import { lazy, Suspense, useEffect, useState, useSyncExternalStore } from "react";
import { ConnectionsPage } from "../connections/ConnectionsPage.tsx";
import { DeadLettersPage } from "../deadLetters/DeadLettersPage.tsx";
import type { Session, SignedIn } from "../identity/session.ts";
import { LivePage } from "../live/LivePage.tsx";
import { TasksPage } from "../tasks/TasksPage.tsx";
import { Announcements } from "./Announcements.tsx";
import { AppHeader } from "./AppHeader.tsx";
import { Navigation, type Place } from "./location.ts";
import { follow, openWorkspace, WorkspaceContext } from "./workspace.ts";

/** What it takes to show an answer is loaded with the first look at one. */
const ChatPage = lazy(async () => ({ default: (await import("../chat/ChatPage.tsx")).ChatPage }));

export interface ConsoleProps {
  readonly session: Session;
  readonly identity: SignedIn;
}

/** All that is there for who is signed in. What the stream brings is kept from page to page. */
export function Console({ session, identity }: ConsoleProps) {
  const [workspace] = useState(() => openWorkspace(session, identity));
  const [navigation] = useState(() => new Navigation(window));
  const { page, item } = useSyncExternalStore(navigation.subscribe, navigation.get);
  useEffect(() => follow(workspace), [workspace]);
  return (
    <WorkspaceContext value={workspace}>
      <SSEProvider client={workspace.client}>
        <div className="shell">
          <AppHeader
            isAdmin={workspace.isAdmin ?? true}
            onSignOut={identity.user && (() => session.signOut())}
            page={page}
            user={identity.user?.name}
          />
          <Page item={item} navigation={navigation} page={page} />
        </div>
        <Announcements />
      </SSEProvider>
    </WorkspaceContext>
  );
}

interface PageProps extends Pick<Place, "page" | "item"> {
  readonly navigation: Navigation;
}

function Page({ page, item, navigation }: PageProps) {
  switch (page) {
    case "live":
      return <LivePage navigation={navigation} />;
    case "chat":
      return (
        <Suspense fallback={<main className="page" />}>
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
