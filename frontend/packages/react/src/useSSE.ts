"use client";

import type { EventOf, EventPattern, RegisteredEvents, TidingsEvent } from "@tidings/client";
import { useEffect } from "react";
import { useSSEClient } from "./SSEContext.ts";
import { useLatest } from "./useLatest.ts";

export interface UseSSEOptions<Event = TidingsEvent> {
  /**
   * Receives every event, and uses the values of the last render. It need not be memoised.
   */
  readonly onEvent: (event: Event) => void;
}

/**
 * Listens to the events of `type` (exact, `task.*`, `task.**`, or `**` for all) while the component
 * is mounted. It causes no render by itself: `onEvent` decides what to keep.
 */
export function useSSE<const Pattern extends EventPattern<RegisteredEvents>>(
  type: Pattern,
  options: UseSSEOptions<EventOf<RegisteredEvents, Pattern>>,
): void {
  const client = useSSEClient();
  const latest = useLatest(options);
  useEffect(
    () => client.on(type, (event) => latest.current.onEvent(event)),
    [client, type, latest],
  );
}
