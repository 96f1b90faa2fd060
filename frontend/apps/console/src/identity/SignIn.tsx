import { Alert, Avatar, Loader, Stack, Text, Title, UnstyledButton } from "@mantine/core";
import { useState } from "react";
import { useMessages } from "../i18n/LanguageContext.ts";
import { DEMO_USERS, type DemoUser } from "./demoUsers.ts";
import styles from "./SignIn.module.css";
import type { ConsoleSession } from "./session.ts";

export interface SignInProps {
  readonly session: ConsoleSession;
}

/** Signs in as a demo user. */
export function SignIn({ session }: SignInProps) {
  const { identity } = useMessages();
  const [busy, setBusy] = useState<string>();
  const [failure, setFailure] = useState<string>();

  async function signIn(user: DemoUser) {
    setBusy(user.name);
    setFailure(undefined);
    try {
      await session.signIn(user);
    } catch (error) {
      setFailure(error instanceof Error ? error.message : String(error));
      setBusy(undefined);
    }
  }

  return (
    <Stack gap="sm">
      <Title order={2} size="h5">
        {identity.choose}
      </Title>
      {DEMO_USERS.map((user) => (
        <UnstyledButton
          aria-label={identity.signInAs(user.name)}
          className={styles.user}
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
              {identity.about[user.about]}
            </Text>
          </div>
          {busy === user.name && <Loader aria-label={identity.signingIn} ml="auto" size="sm" />}
        </UnstyledButton>
      ))}
      {failure !== undefined && (
        <Alert color="red" role="alert" variant="light">
          {failure}
        </Alert>
      )}
      <Text c="dimmed" mt="xs" size="sm">
        {identity.demo}
      </Text>
    </Stack>
  );
}
