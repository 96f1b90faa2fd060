import { QueryClientProvider } from "@tanstack/react-query";
import { SSEProvider } from "@tidings/react";
import {
  lazy,
  type ReactNode,
  Suspense,
  useEffect,
  useMemo,
  useState,
  useSyncExternalStore,
} from "react";
import { ConnectionsPage } from "../connections/ConnectionsPage.tsx";
import { DeadLettersPage } from "../deadLetters/DeadLettersPage.tsx";
import { SessionEnded } from "../identity/SessionEnded.tsx";
import type { ConsoleSession, SignedInIdentity } from "../identity/session.ts";
import { LivePage } from "../live/LivePage.tsx";
import { TasksPage } from "../tasks/TasksPage.tsx";
import { PageFrame } from "../ui/PageFrame.tsx";
import { Announcements } from "./Announcements.tsx";
import { AppHeader, type AppHeaderProps } from "./AppHeader.tsx";
import styles from "./Console.module.css";
import { pagesFor, useFeatures } from "./features.ts";
import { Navigation, type Route } from "./location.ts";
import { follow, openWorkspace, useWorkspace, WorkspaceContext } from "./workspace.ts";

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
  useEffect(() => follow(opened), [opened]);
  return (
    <WorkspaceContext value={workspace}>
      <QueryClientProvider client={workspace.queryClient}>
        <SSEProvider client={workspace.client}>
          <Shell
            banner={isEnded ? <SessionEnded onSignIn={() => session.signInAgain()} /> : null}
            navigation={navigation}
            onSignOut={canSignOut ? () => void session.signOut() : undefined}
            user={label}
          />
          <Announcements />
        </SSEProvider>
      </QueryClientProvider>
    </WorkspaceContext>
  );
}

interface ShellProps extends Pick<AppHeaderProps, "user" | "onSignOut"> {
  readonly navigation: Navigation;
  /** Shown above the page. */
  readonly banner: ReactNode;
}

/** The header and the selected page. */
function Shell({ navigation, banner, ...header }: ShellProps) {
  const { client, isAdmin } = useWorkspace();
  const features = useFeatures();
  const { page: chosen, item } = useSyncExternalStore(navigation.subscribe, navigation.get);
  const pages = pagesFor(features, isAdmin);
  const isStreaming = features.includes("push");
  // A page that only an administrator sees stays chosen: it says so itself.
  const page = pagesFor(features, true).includes(chosen) ? chosen : (pages[0] ?? chosen);
  useEffect(() => {
    if (!isStreaming) client.close();
  }, [client, isStreaming]);
  return (
    <div className={styles.shell}>
      <div>
        <AppHeader isStreaming={isStreaming} page={page} pages={pages} {...header} />
        {banner}
      </div>
      <Page item={item} navigation={navigation} page={page} />
    </div>
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
