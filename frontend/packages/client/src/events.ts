import { RESERVED } from "./control.ts";
import { matchesType } from "./eventTypes.ts";
import type { Frame } from "./frames.ts";
import { parse } from "./json.ts";
import { applySchema } from "./schema.ts";
import type { Settings } from "./settings.ts";
import { Subscribable, type Unsubscribe } from "./subscribable.ts";

/** One event as it came. */
export interface TidingsEvent<Data = unknown, Type extends string = string> {
  /** The event type, e.g. `task.progress`. */
  readonly type: Type;
  /** Its cursor. Opaque; `undefined` for a frame without one. */
  readonly id: string | undefined;
  /** The data: parsed where it is JSON, else the text itself; then as the schema shapes it. */
  readonly data: Data;
  /** The data as it was sent. */
  readonly text: string;
}

/** Called with each event, in the order of the stream. */
export type EventListener<Data = unknown> = (event: TidingsEvent<Data>) => void;

/** Hands each event to those who asked for its type, and keeps the last ones for who comes late. */
export class Events extends Subscribable<(event: TidingsEvent) => void> {
  readonly #settings: Settings;
  readonly #cache: TidingsEvent[] = [];

  constructor(settings: Settings) {
    super(settings.onError);
    this.#settings = settings;
  }

  on(pattern: string, listener: EventListener, cached: boolean): Unsubscribe {
    if (cached) {
      for (const event of this.cached(pattern)) this.guard(() => listener(event));
    }
    return this.subscribe((event) => {
      if (matchesType(pattern, event.type)) listener(event);
    });
  }

  /** What is kept of the events of `pattern`, oldest first. */
  cached(pattern: string): TidingsEvent[] {
    return this.#cache.filter(({ type }) => matchesType(pattern, type));
  }

  /** Parses and delivers one frame; nothing happens for one that only moves the position. */
  dispatch({ id, type, text = "" }: Frame): void {
    if (type === undefined) return;
    const event = this.guard(() => ({ type, id, text, data: this.#data(type, text) }));
    if (!event) return;
    this.#keep(event);
    this.emit(event);
  }

  #data(type: string, text: string): unknown {
    const data = parse(text);
    const schema = this.#settings.schemas[type];
    return schema ? applySchema(schema, type, data) : data;
  }

  #keep(event: TidingsEvent): void {
    if (event.type.startsWith(RESERVED)) return;
    this.#cache.push(event);
    if (this.#cache.length > this.#settings.cache.max) this.#cache.shift();
  }
}
