import { Alert, Avatar, Loader, Stack, Text, Title, UnstyledButton } from "@mantine/core";
import { useState } from "react";
import { DEMO_USERS, type DemoUser } from "./demoUsers.ts";
import type { Session } from "./session.ts";

export interface SignInProps {
  readonly session: Session;
}

/** Lets one choose a demo user. */
export function SignIn({ session }: SignInProps) {
  const [busy, setBusy] = useState<string>();
  const [fault, setFault] = useState<string>();

  async function signIn(user: DemoUser) {
    setBusy(user.name);
    setFault(undefined);
    try {
      await session.signIn(user);
    } catch (error) {
      setFault(error instanceof Error ? error.message : String(error));
      setBusy(undefined);
    }
  }

  return (
    <Stack gap="sm">
      <Title order={2} size="h5">
        Choose a demo user
      </Title>
      {DEMO_USERS.map((user) => (
        <UnstyledButton
          aria-label={`Sign in as ${user.name}`}
          className="user"
          data-busy={busy !== undefined || undefined}
          disabled={busy !== undefined}
          key={user.name}
          onClick={() => void signIn(user)}
        >
          <Avatar alt="" color="indigo" name={user.name} radius="xl" variant="filled" />
          <div>
            <Text component="span" display="block" fw={600}>
              {user.name}
            </Text>
            <Text c="dimmed" component="span" display="block" size="sm">
              {user.about}
            </Text>
          </div>
          {busy === user.name && <Loader aria-label="Signing in" ml="auto" size="sm" />}
        </UnstyledButton>
      ))}
      {fault !== undefined && (
        <Alert color="red" role="alert" variant="light">
          {fault}
        </Alert>
      )}
      <Text c="dimmed" mt="xs" size="sm">
        This server runs with development identity: no passwords, for your own machine only.
      </Text>
    </Stack>
  );
}
