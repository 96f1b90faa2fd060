import { DeliveryHistory, isEvent } from "./deliveryHistory.ts";
import { Events } from "./events.ts";
import type { Frame } from "./frames.ts";
import type { Settings } from "./settings.ts";

/**
 * Delivers all events of this tab, whether they arrive by its own stream, by long polling or from
 * another tab. It holds the tab's cursor. The cursor advances in the same turn in which the event is
 * delivered.
 */
export class Inbox {
  readonly events: Events;
  readonly #onMove: (moved: { readonly event: boolean }) => void;
  #cursor: string | undefined;
  #history: DeliveryHistory;

  constructor(settings: Settings, onMove: (moved: { readonly event: boolean }) => void) {
    this.events = new Events(settings);
    this.#cursor = settings.lastEventId;
    this.#history = new DeliveryHistory(this.#cursor);
    this.#onMove = onMove;
  }

  get cursor(): string | undefined {
    return this.#cursor;
  }

  /**
   * Delivers `frame`. A repeated frame never moves the cursor back.
   * @returns the frame as delivered; `undefined` for a frame with nothing new
   */
  accept(frame: Frame): Frame | undefined {
    if (this.#history.hasDelivered(frame)) return undefined;
    const { id, ...event } = frame;
    const stale = id !== undefined && this.#history.hasPassed(id) && id !== this.#cursor;
    if (stale && frame.type === undefined) return undefined;
    const accepted: Frame = stale ? event : frame;
    // The standard defines that an empty id resets the cursor.
    if (accepted.id !== undefined) this.#cursor = accepted.id || undefined;
    this.#history.add(accepted, this.#cursor);
    this.#onMove({ event: isEvent(frame) });
    this.events.dispatch(accepted);
    return accepted;
  }

  /** The frames after `cursor`; `undefined` where the history does not reach back to it. */
  after(cursor: string): Frame[] | undefined {
    return this.#history.after(cursor);
  }

  /** Moves to `cursor` without delivering the events before it. */
  moveTo(cursor: string | undefined): void {
    if (cursor === this.#cursor) return;
    this.#cursor = cursor;
    this.#history.reset(cursor);
    this.#onMove({ event: false });
  }
}
