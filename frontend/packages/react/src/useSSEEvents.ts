"use client";

import type { EventOf, EventPattern, RegisteredEvents } from "@tidings/client";
import { useMemo, useSyncExternalStore } from "react";
import { noEvents, RecentEvents } from "./recentEvents.ts";
import { useSSEClient } from "./SSEContext.ts";

export interface UseSSEEventsOptions {
  /**
   * How many events are kept, the newest.
   * @default 100
   */
  readonly limit?: number;
}

/**
 * The last events of `type` (exact, `task.*`, `task.**`, or `**` for all), newest last: first those
 * that the client's cache has kept, then what comes. However many come, it renders once a picture.
 */
export function useSSEEvents<const Pattern extends EventPattern<RegisteredEvents>>(
  type: Pattern,
  { limit = 100 }: UseSSEEventsOptions = {},
): readonly EventOf<RegisteredEvents, Pattern>[] {
  const client = useSSEClient();
  const recent = useMemo(() => new RecentEvents(client, type, limit), [client, type, limit]);
  const events = useSyncExternalStore(recent.subscribe, recent.get, noEvents);
  // All of them are of the type that was asked for.
  return events as readonly EventOf<RegisteredEvents, Pattern>[];
}
