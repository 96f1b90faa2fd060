import { Events } from "./events.ts";
import type { Frame } from "./frames.ts";
import type { Settings } from "./settings.ts";
import { isEvent, Trail } from "./trail.ts";

/**
 * The one way by which events get delivered, wherever they came from: the own stream, a long poll,
 * or another tab. It holds the position of this tab; each frame moves it on in the same turn in
 * which its event is delivered.
 */
export class Inbox {
  readonly events: Events;
  readonly #onMove: (moved: { readonly event: boolean }) => void;
  #cursor: string | undefined;
  #trail: Trail;

  constructor(settings: Settings, onMove: (moved: { readonly event: boolean }) => void) {
    this.events = new Events(settings);
    this.#cursor = settings.lastEventId;
    this.#trail = new Trail(this.#cursor);
    this.#onMove = onMove;
  }

  get cursor(): string | undefined {
    return this.#cursor;
  }

  /**
   * Delivers `frame`, and returns it as it was taken; `undefined` for one that has nothing new. What
   * is sent again never moves the position back.
   */
  accept(frame: Frame): Frame | undefined {
    if (this.#trail.knows(frame)) return undefined;
    const { id, ...event } = frame;
    const stale = id !== undefined && this.#trail.hasPassed(id) && id !== this.#cursor;
    if (stale && frame.type === undefined) return undefined;
    const taken: Frame = stale ? event : frame;
    // By the standard an empty id resets the position.
    if (taken.id !== undefined) this.#cursor = taken.id === "" ? undefined : taken.id;
    this.#trail.add(taken, this.#cursor);
    this.#onMove({ event: isEvent(frame) });
    this.events.dispatch(taken);
    return taken;
  }

  /** What followed `cursor` here; `undefined` where that is not known. */
  after(cursor: string): Frame[] | undefined {
    return this.#trail.after(cursor);
  }

  /** Stands at `cursor` from now on, though what led there was not delivered. */
  moveTo(cursor: string | undefined): void {
    if (cursor === this.#cursor) return;
    this.#cursor = cursor;
    this.#trail.restart(cursor);
    this.#onMove({ event: false });
  }
}
