"use client";

import { IDLE, type Status } from "@tidings/client";
import { useCallback, useSyncExternalStore } from "react";
import { oncePerFrame } from "./frameBatch.ts";
import { useSSEClient } from "./SSEContext.ts";

/**
 * Where the connection stands. It also changes with each event, so that whoever needs only a part
 * takes that part with `select`, and renders when the part changes: `useSSEStatus((s) => s.state)`.
 * Many changes are one render a picture. While a server renders, the client is `idle`.
 */
export function useSSEStatus(): Status;
export function useSSEStatus<Part extends string | number | boolean | undefined>(
  select: (status: Status) => Part,
): Part;
export function useSSEStatus(select: (status: Status) => unknown = (status) => status): unknown {
  const { status } = useSSEClient();
  const subscribe = useCallback(
    (notify: () => void) => {
      const batch = oncePerFrame(notify);
      const unsubscribe = status.subscribe(batch.schedule);
      return () => {
        unsubscribe();
        batch.cancel();
      };
    },
    [status],
  );
  return useSyncExternalStore(
    subscribe,
    () => select(status.get()),
    () => select(IDLE),
  );
}
