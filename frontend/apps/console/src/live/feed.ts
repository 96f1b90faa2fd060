import { type GapData, type OpenData, Store, type TidingsEvent } from "@tidings/client";
import { countEvents, type FeedEntry, textOf } from "./feedEntry.ts";

export interface FeedState {
  /** The entries that match the filter, newest first. */
  readonly shown: readonly FeedEntry[];
  /** How many of them are events. */
  readonly events: number;
  /** How many events are retained, with or without a match. */
  readonly kept: number;
  /** How many older entries were dropped. */
  readonly dropped: number;
  readonly paused: boolean;
  /** The reader has scrolled down, so the list must not move. */
  readonly scrolled: boolean;
  /** How many matching entries wait to be shown. */
  readonly held: number;
}

export interface FeedOptions {
  /** @default 5000 */
  readonly limit?: number;
  /** The most retained text, in characters. @default 16 Mi */
  readonly maxText?: number;
  /** Runs a task before the next animation frame. @default requestAnimationFrame */
  readonly schedule?: (task: () => void) => void;
  /** @default the current time */
  readonly now?: () => Date;
}

const EMPTY: FeedState = {
  shown: [],
  events: 0,
  kept: 0,
  dropped: 0,
  paused: false,
  scrolled: false,
  held: 0,
};

/**
 * The entries of the list. It changes once per animation frame. It never holds more than twice its
 * limits, also while it is paused or in a hidden tab.
 */
export class Feed extends Store<FeedState> {
  readonly #limit: number;
  readonly #maxText: number;
  readonly #schedule: (task: () => void) => void;
  readonly #now: () => Date;
  #matches: (entry: FeedEntry) => boolean = () => true;
  /** Newest first. */
  #retained: readonly FeedEntry[] = [];
  /** Newest last. */
  #waiting: FeedEntry[] = [];
  #waitingText = 0;
  /** How many waiting entries were dropped, and how many of the others match the filter. */
  #dropped = 0;
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

  /** @param replayed how many missed events follow; `null` where that is unknown */
  addBackfill(replayed: OpenData["replayed"]): void {
    this.#add({ key: this.#key++, at: this.#now(), kind: "backfill", replayed });
  }

  pause(): void {
    this.set({ ...this.get(), paused: true });
  }

  /** The reader has scrolled down, or back to the newest entry. */
  setScrolled(scrolled: boolean): void {
    if (scrolled === this.get().scrolled) return;
    this.set({ ...this.get(), scrolled });
    this.#flush();
  }

  /** Shows the waiting entries, and then every new one. */
  resume(): void {
    this.set({ ...this.get(), paused: false, scrolled: false });
    this.#flush();
  }

  /** Shows only matching entries. The predicate must accept gaps itself. */
  filter(matches: (entry: FeedEntry) => boolean): void {
    this.#matches = matches;
    this.#held = this.#waiting.filter(matches).length;
    const shown = this.#retained.filter(matches);
    this.set({ ...this.get(), shown, events: countEvents(shown), held: this.#held });
  }

  /** The types of the retained events, sorted; at most 100. */
  types(): readonly string[] {
    const types = new Set<string>();
    for (const entry of this.#retained) if (entry.kind === "event") types.add(entry.event.type);
    return [...types].sort().slice(0, 100);
  }

  clear(): void {
    this.#retained = [];
    this.#clearWaiting();
    this.#dropped = 0;
    this.set({ ...EMPTY, paused: this.get().paused });
  }

  #add(entry: FeedEntry): void {
    this.#waiting.push(entry);
    this.#waitingText += textOf(entry);
    if (this.#matches(entry)) this.#held += 1;
    while (this.#waiting.length > this.#limit || this.#waitingText > this.#maxText) {
      const oldest = this.#waiting.shift();
      if (!oldest) break;
      this.#waitingText -= textOf(oldest);
      this.#dropped += 1;
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
    if (state.paused || state.scrolled) {
      if (state.held !== this.#held) this.set({ ...state, held: this.#held });
      return;
    }
    if (this.#waiting.length === 0 && state.held === 0) return;
    const added = this.#waiting.reverse();
    const dropped = this.#dropped;
    this.#clearWaiting();
    this.#dropped = 0;
    const before = added.length + this.#retained.length;
    // After dropped entries the older ones are dropped, too, so that the list has no unmarked gap.
    this.#retained = this.#withinLimits(dropped > 0 ? added : [...added, ...this.#retained]);
    const oldest = this.#retained.at(-1)?.key ?? 0;
    const passing = [...added.filter(this.#matches), ...(dropped > 0 ? [] : state.shown)];
    const shown = passing.filter(({ key }) => key >= oldest);
    this.set({
      ...state,
      shown,
      events: countEvents(shown),
      kept: countEvents(this.#retained),
      dropped: state.dropped + dropped + before - this.#retained.length,
      held: 0,
    });
  }

  /** The newest entries within the limits. */
  #withinLimits(entries: readonly FeedEntry[]): readonly FeedEntry[] {
    let text = 0;
    const tooMany = entries.findIndex((entry, i) => {
      text += textOf(entry);
      return i >= this.#limit || text > this.#maxText;
    });
    return tooMany < 0 ? entries : entries.slice(0, tooMany);
  }

  #clearWaiting(): void {
    this.#waiting = [];
    this.#waitingText = 0;
    this.#held = 0;
  }
}
