import { type GapData, type OpenData, Store, type TidingsEvent } from "@tidings/client";
import { countEvents, type FeedEntry, textOf } from "./feedEntry.ts";

export interface FeedState {
  /** What passes the filter, newest first. */
  readonly shown: readonly FeedEntry[];
  /** How many of those are events. */
  readonly events: number;
  /** How many events are kept, whether or not they pass. */
  readonly kept: number;
  /** How many entries there were before those, and are gone. */
  readonly dropped: number;
  readonly paused: boolean;
  /** Somebody reads further down, so that nothing may move. */
  readonly away: boolean;
  /** How many entries that pass the filter wait to be shown. */
  readonly held: number;
}

export interface FeedOptions {
  /** @default 5000 */
  readonly limit?: number;
  /** Most text that is kept, in characters. @default 16 Mi */
  readonly maxText?: number;
  /** Runs a task before the next picture. @default requestAnimationFrame */
  readonly schedule?: (task: () => void) => void;
  /** @default the time it is */
  readonly now?: () => Date;
}

const EMPTY: FeedState = {
  shown: [],
  events: 0,
  kept: 0,
  dropped: 0,
  paused: false,
  away: false,
  held: 0,
};

/**
 * What the list shows. However many events come, it changes once a picture, and it never holds more
 * than twice its limits, be it paused or in a tab that nobody looks at.
 */
export class Feed extends Store<FeedState> {
  readonly #limit: number;
  readonly #maxText: number;
  readonly #schedule: (task: () => void) => void;
  readonly #now: () => Date;
  #passes: (entry: FeedEntry) => boolean = () => true;
  /** Newest first. */
  #kept: readonly FeedEntry[] = [];
  /** Newest last. */
  #waiting: FeedEntry[] = [];
  #waitingText = 0;
  /** How many were lost of those that waited, and how many of those that came passed the filter. */
  #lost = 0;
  #held = 0;
  #key = 0;
  #scheduled = false;

  constructor(options: FeedOptions = {}) {
    super(EMPTY);
    this.#limit = options.limit ?? 5000;
    this.#maxText = options.maxText ?? 16 * 2 ** 20;
    this.#schedule = options.schedule ?? ((task) => requestAnimationFrame(task));
    this.#now = options.now ?? (() => new Date());
  }

  addEvent(event: TidingsEvent): void {
    this.#add({ key: this.#key++, at: this.#now(), kind: "event", event });
  }

  addGap(gap: GapData): void {
    this.#add({ key: this.#key++, at: this.#now(), kind: "gap", gap });
  }

  /** @param replayed how many missed events follow, where that is known */
  addBackfill(replayed: OpenData["replayed"]): void {
    this.#add({ key: this.#key++, at: this.#now(), kind: "backfill", replayed });
  }

  pause(): void {
    this.set({ ...this.get(), paused: true });
  }

  /** Somebody reads further down, or is back at the newest. */
  setAway(away: boolean): void {
    if (away === this.get().away) return;
    this.set({ ...this.get(), away });
    this.#flush();
  }

  /** Shows what is newest, and goes on with what comes. */
  resume(): void {
    this.set({ ...this.get(), paused: false, away: false });
    this.#flush();
  }

  /** Shows only what passes; gaps and the like are for the caller to let through. */
  filter(passes: (entry: FeedEntry) => boolean): void {
    this.#passes = passes;
    this.#held = this.#waiting.filter(passes).length;
    const shown = this.#kept.filter(passes);
    this.set({ ...this.get(), shown, events: countEvents(shown), held: this.#held });
  }

  /** The types of what is kept, in their order; as much as can be chosen from. */
  types(): readonly string[] {
    const types = new Set<string>();
    for (const entry of this.#kept) if (entry.kind === "event") types.add(entry.event.type);
    return [...types].sort().slice(0, 100);
  }

  clear(): void {
    this.#kept = [];
    this.#forgetWaiting();
    this.#lost = 0;
    this.set({ ...EMPTY, paused: this.get().paused });
  }

  #add(entry: FeedEntry): void {
    this.#waiting.push(entry);
    this.#waitingText += textOf(entry);
    if (this.#passes(entry)) this.#held += 1;
    while (this.#waiting.length > this.#limit || this.#waitingText > this.#maxText) {
      const oldest = this.#waiting.shift();
      if (!oldest) break;
      this.#waitingText -= textOf(oldest);
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
    if (state.paused || state.away) {
      if (state.held !== this.#held) this.set({ ...state, held: this.#held });
      return;
    }
    if (this.#waiting.length === 0 && state.held === 0) return;
    const fresh = this.#waiting.reverse();
    const lost = this.#lost;
    this.#forgetWaiting();
    this.#lost = 0;
    const before = fresh.length + this.#kept.length;
    // Where some that waited were lost, what is older than those is gone, too: no silent hole.
    this.#kept = this.#bounded(lost > 0 ? fresh : [...fresh, ...this.#kept]);
    const oldest = this.#kept.at(-1)?.key ?? 0;
    const passing = [...fresh.filter(this.#passes), ...(lost > 0 ? [] : state.shown)];
    const shown = passing.filter(({ key }) => key >= oldest);
    this.set({
      ...state,
      shown,
      events: countEvents(shown),
      kept: countEvents(this.#kept),
      dropped: state.dropped + lost + before - this.#kept.length,
      held: 0,
    });
  }

  /** The newest, as many as the limits allow. */
  #bounded(entries: readonly FeedEntry[]): readonly FeedEntry[] {
    let text = 0;
    const tooMany = entries.findIndex((entry, i) => {
      text += textOf(entry);
      return i >= this.#limit || text > this.#maxText;
    });
    return tooMany < 0 ? entries : entries.slice(0, tooMany);
  }

  #forgetWaiting(): void {
    this.#waiting = [];
    this.#waitingText = 0;
    this.#held = 0;
  }
}
