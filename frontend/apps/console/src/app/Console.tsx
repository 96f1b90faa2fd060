import { SSEProvider } from "@tidings/react";
import { useEffect, useState, useSyncExternalStore } from "react";
import { ConnectionsPage } from "../connections/ConnectionsPage.tsx";
import { DeadLettersPage } from "../deadLetters/DeadLettersPage.tsx";
import type { Session, SignedIn } from "../identity/session.ts";
import { LivePage } from "../live/LivePage.tsx";
import { TasksPage } from "../tasks/TasksPage.tsx";
import { Announcements } from "./Announcements.tsx";
import { AppHeader } from "./AppHeader.tsx";
import { Navigation, type PageName } from "./location.ts";
import { follow, openWorkspace, WorkspaceContext } from "./workspace.ts";

export interface ConsoleProps {
  readonly session: Session;
  readonly identity: SignedIn;
}

/** All that is there for who is signed in. What the stream brings is kept from page to page. */
export function Console({ session, identity }: ConsoleProps) {
  const [workspace] = useState(() => openWorkspace(session, identity));
  const [navigation] = useState(() => new Navigation(window));
  const { page } = useSyncExternalStore(navigation.subscribe, navigation.get);
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
          <Page navigation={navigation} page={page} />
        </div>
        <Announcements />
      </SSEProvider>
    </WorkspaceContext>
  );
}

function Page({ page, navigation }: { readonly page: PageName; readonly navigation: Navigation }) {
  switch (page) {
    case "live":
      return <LivePage navigation={navigation} />;
    case "tasks":
      return <TasksPage />;
    case "connections":
      return <ConnectionsPage />;
    case "dead-letters":
      return <DeadLettersPage />;
  }
}
