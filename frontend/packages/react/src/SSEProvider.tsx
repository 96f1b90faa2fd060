import type { TidingsClient } from "@tidings/client";
import { type ReactNode, useEffect } from "react";
import { SSEContext } from "./SSEContext.ts";

export interface SSEProviderProps {
  /** The client that everything below shares. It is connected while the provider is mounted. */
  readonly client: TidingsClient;
  readonly children: ReactNode;
}

/** Gives the tree below one client, and keeps its stream open as long as it is mounted. */
export function SSEProvider({ client, children }: SSEProviderProps) {
  useEffect(() => {
    client.connect();
    return () => client.close();
  }, [client]);
  return <SSEContext value={client}>{children}</SSEContext>;
}
