"use client";

import type { TidingsClient } from "@tidings/client";
import { createContext, useContext } from "react";

/** Carries the client from the provider to the hooks. */
export const SSEContext = createContext<TidingsClient | undefined>(undefined);

/** The client of the nearest `SSEProvider`. */
export function useSSEClient(): TidingsClient {
  const client = useContext(SSEContext);
  if (!client) throw new Error("useSSEClient needs an SSEProvider above the component");
  return client;
}
