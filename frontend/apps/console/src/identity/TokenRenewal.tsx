import { useSSE, useSSEClient } from "@tidings/react";
import type { Session } from "./session.ts";

export interface TokenRenewalProps {
  readonly session: Session;
}

/** Gets a fresh token before the old one ends, and extends the open stream with it. */
export function TokenRenewal({ session }: TokenRenewalProps) {
  const client = useSSEClient();

  async function renew() {
    try {
      const token = await session.refresh();
      if (token !== undefined) await client.renew(token);
    } catch {
      // The stream then ends with the old token, and the client comes back with a fresh one or
      // shows why it cannot.
    }
  }

  useSSE("tidings.reauth", { onEvent: () => void renew() });
  return null;
}
