"use client";

import type { AnyTidingsClient } from "@tidings/client";
import type { Session } from "@tidings/client/session";
import { type ReactNode, useContext, useEffect } from "react";
import { SessionContext } from "./SessionContext.ts";
import { SSEContext } from "./SSEContext.ts";

export interface SSEProviderProps {
  /**
   * The client of the tree below. It is connected while at least one of its providers is mounted.
   */
  readonly client: AnyTidingsClient;
  /**
   * The session that the client's `headers` come from. `useSession()` returns it in the tree below,
   * and it learns of the end of the client's stream.
   * @default that of a provider above; without one the client authenticates by itself
   */
  readonly session?: Session | undefined;
  readonly children: ReactNode;
}

/** How many mounted providers each client has. */
const providers = new WeakMap<AnyTidingsClient, number>();

/** Provides a client to the tree below, and keeps its stream open while mounted. */
export function SSEProvider({ client, session, children }: SSEProviderProps) {
  const outer = useContext(SessionContext);
  useEffect(() => retain(client), [client]);
  useEffect(() => session?.attach(client), [client, session]);
  return (
    <SessionContext.Provider value={session ?? outer}>
      <SSEContext.Provider value={client}>{children}</SSEContext.Provider>
    </SessionContext.Provider>
  );
}

/** Connects a client. The returned function releases it, and the last release closes it. */
function retain(client: AnyTidingsClient): () => void {
  providers.set(client, (providers.get(client) ?? 0) + 1);
  client.connect();
  return () => {
    const left = (providers.get(client) ?? 1) - 1;
    providers.set(client, left);
    if (left === 0) client.close();
  };
}
