import type { EventSourceMessage } from "eventsource-parser";
import { matchesType } from "./eventTypes.ts";
import { Subscribable, type Unsubscribe } from "./subscribable.ts";

/** One event as it came from the stream. */
export interface TidingsEvent<Data = unknown> {
  /** The event type, e.g. `task.progress`. */
  readonly type: string;
  /** Its cursor. Opaque; `undefined` for a frame without one. */
  readonly id: string | undefined;
  /** The data: parsed where it is JSON, else the text itself. */
  readonly data: Data;
  /** The data as it was sent. */
  readonly text: string;
}

/** Called with each event, in the order of the stream. */
export type EventListener<Data = unknown> = (event: TidingsEvent<Data>) => void;

/** Hands each event to those who asked for its type. */
export class Events extends Subscribable<EventListener> {
  on(pattern: string, listener: EventListener): Unsubscribe {
    return this.subscribe((event) => {
      if (matchesType(pattern, event.type)) listener(event);
    });
  }

  dispatch(event: TidingsEvent): void {
    this.emit(event);
  }
}

export function toEvent(message: EventSourceMessage): TidingsEvent {
  return {
    type: message.event ?? "message",
    id: message.id,
    text: message.data,
    data: parse(message.data),
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
