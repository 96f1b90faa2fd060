import { RESERVED } from "./control.ts";
import type { Frame } from "./frames.ts";

/** Frames kept for tabs that lag behind, and positions kept to know a repeated frame by. */
const FRAMES = 512;
const IDS = 1024;
/** Most text that the frames kept may hold, in characters. */
const TEXT = 1 << 20;

/**
 * The last frames that were delivered. It answers what a tab at some cursor has not got yet.
 *
 * All of it rests on one promise of the protocol: a cursor claims exactly what was delivered up to
 * it. So whoever stands at an equal cursor has been delivered the same, and may be given what
 * followed here.
 */
export class Trail {
  /** The position before the first frame kept. */
  #base: string | undefined;
  readonly #entries: { readonly frame: Frame; readonly cursor: string | undefined }[] = [];
  /** The positions passed, and whether an event led there. */
  readonly #passed = new Map<string, boolean>();
  #text = 0;

  constructor(base: string | undefined) {
    this.#base = base;
  }

  /** Whether this event was delivered already: where its position was reached, it was. */
  knows(frame: Frame): boolean {
    return isEvent(frame) && frame.id !== undefined && this.#passed.get(frame.id) === true;
  }

  /** Whether this position lies behind. */
  hasPassed(cursor: string): boolean {
    return this.#passed.has(cursor);
  }

  /** @param cursor the position after `frame` */
  add(frame: Frame, cursor: string | undefined): void {
    this.#entries.push({ frame, cursor });
    this.#text += frame.text?.length ?? 0;
    while (this.#entries.length > FRAMES || this.#text > TEXT) this.#forget();
    if (frame.id === undefined) return;
    this.#passed.set(frame.id, isEvent(frame) || this.#passed.get(frame.id) === true);
    const [oldest] = this.#passed.keys();
    if (this.#passed.size > IDS && oldest !== undefined) this.#passed.delete(oldest);
  }

  /** Leaves all behind: the position was set anew. */
  restart(base: string | undefined): void {
    this.#base = base;
    this.#entries.length = 0;
    this.#text = 0;
  }

  /** What followed `cursor`; `undefined` where that is not known. */
  after(cursor: string): Frame[] | undefined {
    let from = this.#entries.findLastIndex((entry) => entry.cursor === cursor) + 1;
    if (from === 0 && cursor !== this.#base) return undefined;
    // Frames that moved nobody on, a gap above all, are better told twice than never.
    while (from > 0 && this.#before(from - 1) === cursor) from -= 1;
    return this.#entries.slice(from).map(({ frame }) => frame);
  }

  /** The position before the frame at `index`. */
  #before(index: number): string | undefined {
    return index === 0 ? this.#base : this.#entries[index - 1]?.cursor;
  }

  #forget(): void {
    const oldest = this.#entries.shift();
    this.#base = oldest?.cursor;
    this.#text -= oldest?.frame.text?.length ?? 0;
  }
}

/**
 * Whether a frame is an event of the application's. What the protocol says of itself may stand at
 * the same position as one.
 */
export function isEvent({ type }: Frame): boolean {
  return type !== undefined && !type.startsWith(RESERVED);
}
