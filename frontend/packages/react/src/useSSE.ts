"use client";

import {
  type EventOf,
  type EventPattern,
  matchesType,
  type RegisteredEvents,
  type TidingsEvent,
} from "@tidings/client";
import { useEffect, useMemo } from "react";
import { useSSEClient } from "./SSEContext.ts";
import { Throttle } from "./throttle.ts";
import { useLatest } from "./useLatest.ts";

export interface UseSSEOptions<Event = TidingsEvent> {
  /**
   * Receives every event, and uses the values of the last render. It need not be memoised.
   */
  readonly onEvent: (event: Event) => void;
  /**
   * Whether the component listens. An event that arrives meanwhile is not received later.
   * @default true
   */
  readonly enabled?: boolean;
  /**
   * Milliseconds between two calls of `onEvent`. It receives the first event at once. Of those that
   * follow, it receives the newest of each type, in their order, and none of the others. Errors of
   * `onEvent` are then reported as uncaught.
   * @default 0: every event
   */
  readonly throttle?: number;
}

/**
 * Listens to the events of `type` (exact, `task.*`, `task.**`, or `**` for all) while the component
 * is mounted. It causes no render by itself: `onEvent` decides what to keep.
 *
 * @param type one or several. An event that matches several of them is received once
 */
export function useSSE<const Pattern extends EventPattern<RegisteredEvents>>(
  type: Pattern | readonly Pattern[],
  { enabled = true, throttle = 0, onEvent }: UseSSEOptions<EventOf<RegisteredEvents, Pattern>>,
): void {
  const client = useSSEClient();
  const latest = useLatest(onEvent);
  const patterns = usePatterns(type);
  useEffect(() => {
    if (!enabled) return undefined;
    const receive = (event: EventOf<RegisteredEvents, Pattern>) => latest.current(event);
    const limited =
      throttle > 0 ? new Throttle<EventOf<RegisteredEvents, Pattern>>(throttle) : undefined;
    const stop = limited?.subscribe(receive);
    const stops = patterns.map((pattern, i) => {
      const earlier = patterns.slice(0, i);
      return client.on(pattern, (event) => {
        if (earlier.some((one) => matchesType(one, event.type))) return;
        if (limited) limited.add(event);
        else receive(event);
      });
    });
    return () => {
      for (const unsubscribe of stops) unsubscribe();
      stop?.();
    };
  }, [client, patterns, enabled, throttle, latest]);
}

/** The patterns, as the same array while they are the same: callers pass a new array each time. */
function usePatterns<Pattern extends string>(
  type: Pattern | readonly Pattern[],
): readonly Pattern[] {
  const key = JSON.stringify([type].flat());
  return useMemo(() => JSON.parse(key) as readonly Pattern[], [key]);
}
