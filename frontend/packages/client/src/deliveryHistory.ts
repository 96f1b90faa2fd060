import { RESERVED } from "./control.ts";
import type { Frame } from "./frames.ts";

/** Frames retained for tabs that lag behind, and cursors retained to detect repeated frames. */
const MAX_FRAMES = 512;
const MAX_CURSORS = 1024;
/** The most text of retained frames, in characters. */
const MAX_TEXT = 1 << 20;

/**
 * The last delivered frames. A leader reads from it which frames a tab at another cursor misses.
 *
 * It relies on one promise of the protocol: a cursor stands for exactly the events delivered up to
 * it. So two tabs at the same cursor have received the same events, and the frames after that cursor
 * are valid for both.
 */
export class DeliveryHistory {
  /** The cursor before the first retained frame. */
  #base: string | undefined;
  readonly #entries: { readonly frame: Frame; readonly cursor: string | undefined }[] = [];
  /** The cursors passed, each with whether an event led to it. */
  readonly #passed = new Map<string, boolean>();
  #text = 0;

  constructor(base: string | undefined) {
    this.#base = base;
  }

  /** Whether this event was already delivered: an event with its cursor was. */
  hasDelivered(frame: Frame): boolean {
    return isEvent(frame) && frame.id !== undefined && this.#passed.get(frame.id) === true;
  }

  /** Whether `cursor` was passed. */
  hasPassed(cursor: string): boolean {
    return this.#passed.has(cursor);
  }

  /** @param cursor the cursor after `frame` */
  add(frame: Frame, cursor: string | undefined): void {
    this.#entries.push({ frame, cursor });
    this.#text += frame.text?.length ?? 0;
    while (this.#entries.length > MAX_FRAMES || this.#text > MAX_TEXT) this.#removeOldest();
    if (frame.id === undefined) return;
    this.#passed.set(frame.id, isEvent(frame) || this.#passed.get(frame.id) === true);
    const [oldest] = this.#passed.keys();
    if (this.#passed.size > MAX_CURSORS && oldest !== undefined) this.#passed.delete(oldest);
  }

  /** Drops the retained frames, and starts at the cursor `base`. */
  reset(base: string | undefined): void {
    this.#base = base;
    this.#entries.length = 0;
    this.#text = 0;
  }

  /** The frames after `cursor`; `undefined` where the history does not reach back to it. */
  after(cursor: string): Frame[] | undefined {
    let from = this.#entries.findLastIndex((entry) => entry.cursor === cursor) + 1;
    if (from === 0 && cursor !== this.#base) return undefined;
    // A frame that does not advance the cursor, such as a gap, is repeated rather than lost.
    while (from > 0 && this.#before(from - 1) === cursor) from -= 1;
    return this.#entries.slice(from).map(({ frame }) => frame);
  }

  /** The cursor before the frame at `index`. */
  #before(index: number): string | undefined {
    return index === 0 ? this.#base : this.#entries[index - 1]?.cursor;
  }

  #removeOldest(): void {
    const oldest = this.#entries.shift();
    this.#base = oldest?.cursor;
    this.#text -= oldest?.frame.text?.length ?? 0;
  }
}

/**
 * Whether a frame is an application event. A control event may have the same cursor as an
 * application event.
 */
export function isEvent({ type }: Frame): boolean {
  return type !== undefined && !type.startsWith(RESERVED);
}
