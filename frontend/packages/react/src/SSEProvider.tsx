"use client";

import type { TidingsClient } from "@tidings/client";
import { type ReactNode, useEffect } from "react";
import { SSEContext } from "./SSEContext.ts";

export interface SSEProviderProps {
  /**
   * The client of the tree below. It is connected while at least one of its providers is mounted.
   */
  readonly client: TidingsClient;
  readonly children: ReactNode;
}

/** How many mounted providers each client has. */
const providers = new WeakMap<TidingsClient, number>();

/** Provides a client to the tree below, and keeps its stream open while mounted. */
export function SSEProvider({ client, children }: SSEProviderProps) {
  useEffect(() => retain(client), [client]);
  return <SSEContext.Provider value={client}>{children}</SSEContext.Provider>;
}

/** Connects a client. The returned function releases it, and the last release closes it. */
function retain(client: TidingsClient): () => void {
  providers.set(client, (providers.get(client) ?? 0) + 1);
  client.connect();
  return () => {
    const left = (providers.get(client) ?? 1) - 1;
    providers.set(client, left);
    if (left === 0) client.close();
  };
}
