"use client";

import { IDLE, type Status } from "@tidings/client";
import { useCallback, useContext, useSyncExternalStore } from "react";
import { FrameContext } from "./FrameContext.ts";
import { oncePerFrame } from "./frameBatch.ts";
import { useSSEClient } from "./SSEContext.ts";

/**
 * The connection's status. It also changes with each event. A component that needs only a part passes
 * `select`, and renders when that part changes: `useSSEStatus((s) => s.state)`. It renders at most
 * once per animation frame. On a server the client is `idle`.
 */
export function useSSEStatus(): Status;
export function useSSEStatus<Part extends string | number | boolean | undefined>(
  select: (status: Status) => Part,
): Part;
export function useSSEStatus(select: (status: Status) => unknown = (status) => status): unknown {
  const { status } = useSSEClient();
  const scheduler = useContext(FrameContext);
  const subscribe = useCallback(
    (notify: () => void) => {
      const batch = oncePerFrame(notify, scheduler);
      const unsubscribe = status.subscribe(batch.schedule);
      return () => {
        unsubscribe();
        batch.cancel();
      };
    },
    [status, scheduler],
  );
  return useSyncExternalStore(
    subscribe,
    () => select(status.get()),
    () => select(IDLE),
  );
}
