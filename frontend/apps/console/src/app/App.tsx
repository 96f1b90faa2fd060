import { Alert, Button, Center, Loader, Stack } from "@mantine/core";
import { useEffect, useSyncExternalStore } from "react";
import { SignIn } from "../identity/SignIn.tsx";
import { SignInPage } from "../identity/SignInPage.tsx";
import type { Session } from "../identity/session.ts";
import { LivePage } from "../live/LivePage.tsx";

export interface AppProps {
  readonly session: Session;
}

/** Who you are decides what there is to see. */
export function App({ session }: AppProps) {
  const identity = useSyncExternalStore(session.subscribe, session.get);
  useEffect(() => {
    void session.check();
  }, [session]);

  switch (identity.kind) {
    case "checking":
      return (
        <Center h="100dvh">
          <Loader aria-label="Loading" />
        </Center>
      );
    case "signed-in":
      return <LivePage identity={identity} key={identity.user?.name} session={session} />;
    case "demo":
      return (
        <SignInPage>
          <SignIn session={session} />
        </SignInPage>
      );
    case "sso":
      return (
        <SignInPage>
          <Alert color="indigo" variant="light">
            Sign-in is by your organisation's single sign-on.
          </Alert>
        </SignInPage>
      );
    case "unreachable":
      return (
        <SignInPage>
          <Stack>
            <Alert color="red" role="alert" title="The server cannot be reached" variant="light">
              {identity.reason}
            </Alert>
            <Button onClick={() => void session.check()}>Try again</Button>
          </Stack>
        </SignInPage>
      );
  }
}
