import { Events } from "./events.ts";
import type { Frame } from "./frames.ts";
import type { Settings } from "./settings.ts";
import { Trail } from "./trail.ts";

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

  /** Delivers `frame`, and says whether it was new. One that was delivered before changes nothing. */
  accept(frame: Frame): boolean {
    if (this.#trail.knows(frame)) return false;
    // By the standard an empty id resets the position.
    if (frame.id !== undefined) this.#cursor = frame.id === "" ? undefined : frame.id;
    this.#trail.add(frame, this.#cursor);
    this.#onMove({ event: frame.type !== undefined });
    this.events.dispatch(frame);
    return true;
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
