import type { Status } from "@tidings/client";
import { useSyncExternalStore } from "react";
import { useSSEClient } from "./SSEContext.ts";

/** Where the connection stands; renders when it changes. */
export function useSSEStatus(): Status {
  const { status } = useSSEClient();
  return useSyncExternalStore(status.subscribe, status.get, status.get);
}
