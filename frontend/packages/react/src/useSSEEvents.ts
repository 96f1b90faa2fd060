"use client";

import type { EventOf, EventPattern, RegisteredEvents } from "@tidings/client";
import { useContext, useMemo, useSyncExternalStore } from "react";
import { FrameContext } from "./FrameContext.ts";
import { noEvents, RecentEvents } from "./recentEvents.ts";
import { useSSEClient } from "./SSEContext.ts";

export interface UseSSEEventsOptions {
  /**
   * How many of the newest events are kept.
   * @default 100
   */
  readonly limit?: number;
}

/**
 * The last events of `type` (exact, `task.*`, `task.**`, or `**` for all), newest last: the cached
 * events first, then new ones. It renders at most once per animation frame.
 */
export function useSSEEvents<const Pattern extends EventPattern<RegisteredEvents>>(
  type: Pattern,
  { limit = 100 }: UseSSEEventsOptions = {},
): readonly EventOf<RegisteredEvents, Pattern>[] {
  const client = useSSEClient();
  const scheduler = useContext(FrameContext);
  const recent = useMemo(
    () => new RecentEvents(client, type, limit, scheduler),
    [client, type, limit, scheduler],
  );
  const events = useSyncExternalStore(recent.subscribe, recent.get, noEvents);
  // Every event matches the pattern.
  return events as readonly EventOf<RegisteredEvents, Pattern>[];
}
