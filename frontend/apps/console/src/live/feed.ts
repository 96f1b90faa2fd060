import { type GapData, Store, type TidingsEvent } from "@tidings/client";

/** One line of the list: an event, or the place where some may be missing. */
export type FeedEntry =
  | {
      readonly key: number;
      readonly at: Date;
      readonly kind: "event";
      readonly event: TidingsEvent;
    }
  | { readonly key: number; readonly at: Date; readonly kind: "gap"; readonly gap: GapData };

export interface FeedState {
  /** Newest first. */
  readonly entries: readonly FeedEntry[];
  /** How many entries there were before those, and are gone. */
  readonly dropped: number;
  readonly paused: boolean;
  /** How many entries wait for the pause to end. */
  readonly held: number;
}

export interface FeedOptions {
  /** @default 500 */
  readonly limit?: number;
  /** Runs a task before the next picture. @default requestAnimationFrame */
  readonly schedule?: (task: () => void) => void;
  /** @default the time it is */
  readonly now?: () => Date;
}

const EMPTY: FeedState = { entries: [], dropped: 0, paused: false, held: 0 };

/**
 * What the list shows. However many events come, it changes once a picture, and it never holds more
 * than twice its limit, be it paused or in a tab that nobody looks at.
 */
export class Feed extends Store<FeedState> {
  readonly #limit: number;
  readonly #schedule: (task: () => void) => void;
  readonly #now: () => Date;
  /** Newest last. */
  #waiting: FeedEntry[] = [];
  #lost = 0;
  #key = 0;
  #scheduled = false;

  constructor(options: FeedOptions = {}) {
    super(EMPTY);
    this.#limit = options.limit ?? 500;
    this.#schedule = options.schedule ?? ((task) => requestAnimationFrame(task));
    this.#now = options.now ?? (() => new Date());
  }

  addEvent(event: TidingsEvent): void {
    this.#add({ key: this.#key++, at: this.#now(), kind: "event", event });
  }

  addGap(gap: GapData): void {
    this.#add({ key: this.#key++, at: this.#now(), kind: "gap", gap });
  }

  pause(): void {
    this.set({ ...this.get(), paused: true });
  }

  resume(): void {
    this.set({ ...this.get(), paused: false });
    this.#flush();
  }

  clear(): void {
    this.#waiting = [];
    this.#lost = 0;
    this.set({ ...EMPTY, paused: this.get().paused });
  }

  #add(entry: FeedEntry): void {
    this.#waiting.push(entry);
    if (this.#waiting.length > this.#limit) {
      this.#waiting.shift();
      this.#lost += 1;
    }
    if (this.#scheduled) return;
    this.#scheduled = true;
    this.#schedule(() => {
      this.#scheduled = false;
      this.#flush();
    });
  }

  #flush(): void {
    const state = this.get();
    if (state.paused) {
      this.set({ ...state, held: this.#waiting.length + this.#lost });
      return;
    }
    const all = [...this.#waiting.reverse(), ...state.entries];
    const dropped = state.dropped + this.#lost + Math.max(0, all.length - this.#limit);
    this.#waiting = [];
    this.#lost = 0;
    this.set({ entries: all.slice(0, this.#limit), dropped, paused: false, held: 0 });
  }
}
