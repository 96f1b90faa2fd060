"use client";

import type { TidingsClient } from "@tidings/client";
import { type ReactNode, useEffect } from "react";
import { SSEContext } from "./SSEContext.ts";

export interface SSEProviderProps {
  /**
   * The client that everything below shares. It is connected while a provider of it is mounted, here
   * or elsewhere.
   */
  readonly client: TidingsClient;
  readonly children: ReactNode;
}

/** How many mounted providers each client has. */
const holders = new WeakMap<TidingsClient, number>();

/** Gives the tree below one client, and keeps its stream open as long as it is mounted. */
export function SSEProvider({ client, children }: SSEProviderProps) {
  useEffect(() => hold(client), [client]);
  return <SSEContext.Provider value={client}>{children}</SSEContext.Provider>;
}

/** Connects a client, and returns how to let go of it: the last one that does closes it. */
function hold(client: TidingsClient): () => void {
  holders.set(client, (holders.get(client) ?? 0) + 1);
  client.connect();
  return () => {
    const left = (holders.get(client) ?? 1) - 1;
    holders.set(client, left);
    if (left === 0) client.close();
  };
}
