import { RESERVED } from "./control.ts";
import type { EventListener, TidingsEvent } from "./event.ts";
import { matchesType } from "./eventTypes.ts";
import type { Frame } from "./frames.ts";
import { parse } from "./json.ts";
import { applySchema } from "./schema.ts";
import type { Settings } from "./settings.ts";
import { Subscribable, type Unsubscribe } from "./subscribable.ts";

/** Delivers each event to the listeners of its type, and caches the last events for later listeners. */
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

  /** The cached events that match `pattern`, oldest first. */
  cached(pattern: string): TidingsEvent[] {
    return this.#cache.filter(({ type }) => matchesType(pattern, type));
  }

  /** Parses and delivers one frame. A frame that only advances the cursor has no effect here. */
  dispatch({ id, type, text = "" }: Frame): void {
    if (type === undefined) return;
    const event = this.guard(() => ({ type, id, text, data: this.#data(type, text) }));
    if (!event) return;
    this.#store(event);
    this.emit(event);
  }

  #data(type: string, text: string): unknown {
    const data = parse(text);
    const schema = this.#settings.schemas[type];
    return schema ? applySchema(schema, type, data) : data;
  }

  #store(event: TidingsEvent): void {
    if (event.type.startsWith(RESERVED)) return;
    this.#cache.push(event);
    if (this.#cache.length > this.#settings.cache.max) this.#cache.shift();
  }
}
