/** One event as received. */
export interface TidingsEvent<Data = unknown, Type extends string = string> {
  /** The event type, e.g. `task.progress`. */
  readonly type: Type;
  /** Its cursor, an opaque string; `undefined` for a frame without one. */
  readonly id: string | undefined;
  /** The data: parsed JSON, or the text where it is not JSON; then as the schema returns it. */
  readonly data: Data;
  /** The data as sent. */
  readonly text: string;
}

/** Receives each event, in the order of the stream. */
export type EventListener<Data = unknown> = (event: TidingsEvent<Data>) => void;
