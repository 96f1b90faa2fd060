import { Group, Text } from "@mantine/core";
import { ConnectionStatus } from "../connection/ConnectionStatus.tsx";
import { useMessages } from "../i18n/LanguageContext.ts";
import { LanguageSwitch } from "../i18n/LanguageSwitch.tsx";
import { UserMenu } from "../identity/UserMenu.tsx";
import { ChatIcon, ConnectionsIcon, DeadLettersIcon, LiveIcon, TasksIcon } from "../ui/icons.ts";
import styles from "./AppHeader.module.css";
import { ColorSchemeToggle } from "./ColorSchemeToggle.tsx";
import { Logo } from "./Logo.tsx";
import type { PageName } from "./location.ts";

export interface AppHeaderProps {
  readonly page: PageName;
  /** The pages in the navigation. */
  readonly pages: readonly PageName[];
  /** Whether there is a stream, whose status is shown. */
  readonly isStreaming: boolean;
  /** The user's name for people to read. */
  readonly user: string;
  /** Absent where the console cannot sign out. */
  readonly onSignOut?: (() => void) | undefined;
}

const ICONS = {
  live: LiveIcon,
  chat: ChatIcon,
  tasks: TasksIcon,
  connections: ConnectionsIcon,
  "dead-letters": DeadLettersIcon,
};

export function AppHeader({ page, pages, isStreaming, user, onSignOut }: AppHeaderProps) {
  const { app } = useMessages();
  const names = {
    live: app.live,
    chat: app.chat,
    tasks: app.tasks,
    connections: app.connections,
    "dead-letters": app.deadLetters,
  };
  return (
    <header className={styles.header}>
      <Group gap="sm" wrap="nowrap">
        <Logo size={30} />
        <Text className={styles.brand} component="span" fw={650} size="lg">
          Tidings
        </Text>
      </Group>
      <nav aria-label={app.pages} className={styles.nav}>
        {pages.map((name) => {
          const PageIcon = ICONS[name];
          return (
            <a aria-current={name === page ? "page" : undefined} href={`#${name}`} key={name}>
              <PageIcon size={18} />
              {names[name]}
            </a>
          );
        })}
      </nav>
      <Group className={styles.end} gap="xs" wrap="nowrap">
        {isStreaming ? <ConnectionStatus /> : null}
        <UserMenu onSignOut={onSignOut} user={user} />
        <LanguageSwitch visibleFrom="sm" />
        <ColorSchemeToggle />
      </Group>
    </header>
  );
}
