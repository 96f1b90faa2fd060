import { Alert, Button, Center, Loader, Stack, VisuallyHidden } from "@mantine/core";
import { useEffect, useSyncExternalStore } from "react";
import { useMessages } from "../i18n/LanguageContext.ts";
import { SignIn } from "../identity/SignIn.tsx";
import { SignInPage } from "../identity/SignInPage.tsx";
import type { ConsoleSession } from "../identity/session.ts";
import { Console } from "./Console.tsx";

export interface AppProps {
  readonly session: ConsoleSession;
}

/** Shows the sign-in or the console, depending on the identity. */
export function App({ session }: AppProps) {
  const { app, identity: words } = useMessages();
  const identity = useSyncExternalStore(session.subscribe, session.get);
  useEffect(() => {
    void session.check();
  }, [session]);

  switch (identity.kind) {
    case "checking":
      return (
        <Center component="main" h="100dvh">
          <VisuallyHidden component="h1">Tidings</VisuallyHidden>
          <Loader aria-label={app.loading} role="status" />
        </Center>
      );
    case "signed-in":
      return <Console identity={identity} key={identity.user.name} session={session} />;
    case "demo":
      return (
        <SignInPage>
          <SignIn session={session} />
        </SignInPage>
      );
    case "sign-in":
      return (
        <SignInPage>
          <Stack>
            {identity.failure !== undefined && (
              <Alert color="red" role="alert" variant="light">
                {words.failures[identity.failure]}
              </Alert>
            )}
            <Button component="a" href={identity.url}>
              {words.signIn}
            </Button>
          </Stack>
        </SignInPage>
      );
    case "sso":
      return (
        <SignInPage>
          <Alert color="indigo" variant="light">
            {words.sso}
          </Alert>
        </SignInPage>
      );
    case "unreachable":
      return (
        <SignInPage>
          <Stack>
            <Alert color="red" role="alert" title={app.unreachable} variant="light">
              {identity.reason}
            </Alert>
            <Button onClick={() => void session.check()}>{app.retry}</Button>
          </Stack>
        </SignInPage>
      );
  }
}
