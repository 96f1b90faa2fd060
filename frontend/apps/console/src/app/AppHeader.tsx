import { Button, Container, Group, Text } from "@mantine/core";
import { ColorSchemeToggle } from "./ColorSchemeToggle.tsx";
import { LogoIcon } from "./icons.tsx";

export interface AppHeaderProps {
  /** Who is signed in, as far as the console knows. */
  readonly user: string;
  /** Absent where signing out is not the console's to do. */
  readonly onSignOut?: (() => void) | undefined;
}

export function AppHeader({ user, onSignOut }: AppHeaderProps) {
  return (
    <header className="header">
      <Container py="sm" size="xl">
        <Group justify="space-between" wrap="nowrap">
          <Group gap="sm" wrap="nowrap">
            <LogoIcon size={30} />
            <Text component="span" fw={650} size="lg">
              Tidings
            </Text>
          </Group>
          <Group gap="sm" miw={0} wrap="nowrap">
            <Text c="dimmed" size="sm" truncate>
              <Text component="span" inherit visibleFrom="xs">
                Signed in as{" "}
              </Text>
              <Text c="var(--mantine-color-text)" component="span" fw={600} inherit>
                {user}
              </Text>
            </Text>
            {onSignOut !== undefined && (
              <Button miw="max-content" onClick={onSignOut} size="compact-sm" variant="default">
                Sign out
              </Button>
            )}
            <ColorSchemeToggle />
          </Group>
        </Group>
      </Container>
    </header>
  );
}
