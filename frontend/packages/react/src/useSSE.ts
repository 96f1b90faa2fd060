import type { ControlEvents, EventListener, TidingsEvent } from "@tidings/client";
import { useEffect, useEffectEvent } from "react";
import { useSSEClient } from "./SSEContext.ts";

export interface UseSSEOptions<Data = unknown> {
  /**
   * Called with every event, none left out or merged, always with the values of the last render.
   * It need not be memoised.
   */
  readonly onEvent: EventListener<Data>;
}

/**
 * Listens to the events of `type` (exact, `task.*`, `task.**`, or `**` for all) while the component
 * is mounted. It never renders by itself: what to keep of an event is for `onEvent` to say.
 */
export function useSSE<Type extends keyof ControlEvents>(
  type: Type,
  options: UseSSEOptions<ControlEvents[Type]>,
): void;
export function useSSE(type: string, options: UseSSEOptions): void;
export function useSSE(type: string, options: UseSSEOptions<never>): void {
  const client = useSSEClient();
  // The overloads tell the caller what the data is; here it is any event of that type.
  const onEvent = useEffectEvent(options.onEvent as (event: TidingsEvent) => void);
  useEffect(() => client.on(type, (event) => onEvent(event)), [client, type]);
}
