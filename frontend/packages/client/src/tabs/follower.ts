import { backoff } from "../backoff.ts";
import { sleep } from "../clock.ts";
import { complainer } from "../complaint.ts";
import type { Frame } from "../frames.ts";
import { Hold } from "../hold.ts";
import type { Inbox } from "../inbox.ts";
import { mishap } from "../outcome.ts";
import { hand, heldPoll } from "../poll.ts";
import type { Settings } from "../settings.ts";
import type { Standing } from "../status.ts";
import { compareTerms, type FollowerMessage, type LeaderMessage, type Term } from "./message.ts";

export interface FollowerListener {
  onStanding(standing: Standing): void;
  /** The leader does not answer. */
  onSilence(): void;
}

/** How often a leader is looked after, in milliseconds, and how often it may fail to answer. */
const LOOK = 3000;
const MISSED = 2;
/** How long a leader may take to come to where this tab is already; milliseconds. */
const GRACE = 1000;

/**
 * Receives what the leader passes on.
 *
 * Within a term frames are numbered, and only the next one is taken. Between terms, after a missed
 * number and at the start the tab asks to be lined up at its cursor. Where the leader does not know
 * that cursor, the tab polls the server by itself, from its own cursor, until they meet.
 */
export class Follower {
  readonly #settings: Settings;
  readonly #inbox: Inbox;
  readonly #tab: string;
  readonly #post: (message: FollowerMessage) => void;
  readonly #listener: FollowerListener;
  readonly #left = new AbortController();
  #term: Term;
  /** The number of the last frame taken; `undefined` while not in line. */
  #seq: number | undefined;
  #catchUp: AbortController | undefined;
  #heard = false;
  #missed = 0;

  constructor(
    settings: Settings,
    inbox: Inbox,
    self: { readonly tab: string; readonly term: Term },
    post: (message: FollowerMessage) => void,
    listener: FollowerListener,
  ) {
    this.#settings = settings;
    this.#inbox = inbox;
    this.#tab = self.tab;
    this.#term = self.term;
    this.#post = post;
    this.#listener = listener;
  }

  /** The latest term heard of. */
  get term(): Term {
    return this.#term;
  }

  start(): void {
    this.#join();
    void this.#lookAfterLeader();
  }

  stop(): void {
    this.#left.abort();
    this.#catchUp?.abort();
  }

  receive(message: LeaderMessage): void {
    const later = compareTerms(message.term, this.#term);
    if (later < 0) return;
    this.#heard = true;
    if (later > 0) {
      this.#term = message.term;
      this.#outOfLine();
    }
    if (message.kind === "standing") this.#listener.onStanding(message.standing);
    else if (message.kind === "frame") this.#take(message);
    else if (message.to === this.#tab && message.asked === this.#inbox.cursor) this.#told(message);
  }

  #take({ seq, frame }: LeaderMessage & { kind: "frame" }): void {
    if (this.#seq === undefined || seq <= this.#seq) return;
    if (seq === this.#seq + 1) {
      this.#seq = seq;
      this.#accept(frame);
    } else {
      this.#outOfLine();
    }
  }

  /** The answer to what was asked at the cursor at which this tab still stands. */
  #told(message: LeaderMessage & { kind: "line" | "unknown" }): void {
    if (this.#seq !== undefined) return;
    if (message.kind === "unknown") {
      this.#catchUp ??= this.#startCatchUp();
      return;
    }
    this.#catchUp?.abort();
    this.#catchUp = undefined;
    this.#seq = message.seq;
    for (const frame of message.frames) this.#accept(frame);
    if (!this.#left.signal.aborted) this.#inbox.moveTo(message.cursor);
  }

  /** A listener may close the client in the midst of it: then the rest is not this tab's any more. */
  #accept(frame: Frame): void {
    if (!this.#left.signal.aborted) this.#inbox.accept(frame);
  }

  #outOfLine(): void {
    this.#seq = undefined;
    this.#join();
  }

  #join(): void {
    this.#post({ kind: "join", from: this.#tab, cursor: this.#inbox.cursor });
  }

  #startCatchUp(): AbortController {
    const over = new AbortController();
    void this.#pollByItself(over.signal);
    return over;
  }

  async #pollByItself(signal: AbortSignal): Promise<void> {
    const { clock } = this.#settings;
    const complain = complainer(this.#settings);
    const hold = new Hold();
    let failed = 0;
    let refresh = false;
    while (!signal.aborted) {
      await sleep(clock, GRACE + (failed > 0 ? backoff(this.#settings, failed) : 0), signal);
      if (signal.aborted) return;
      const answer = await heldPoll(this.#settings, this.#inbox.cursor, hold, refresh, signal);
      if (signal.aborted) return;
      if ("kind" in answer) {
        // What the server refuses it refuses the leader too, whose standing says so.
        complain(mishap(answer));
        failed += 1;
        refresh = answer.kind === "refused" && answer.error.status === 401;
        continue;
      }
      complain(undefined);
      failed = 0;
      refresh = false;
      const { close: _, ...events } = answer;
      hand(events, { onFrame: (frame) => this.#accept(frame) });
      this.#join();
    }
  }

  async #lookAfterLeader(): Promise<void> {
    const { clock, random } = this.#settings;
    while (!this.#left.signal.aborted) {
      // Not all at once, so that one asks and the others hear the answer.
      await sleep(clock, LOOK * (1 + random() / 2), this.#left.signal);
      if (this.#left.signal.aborted) return;
      this.#missed = this.#heard ? 0 : this.#missed + 1;
      this.#heard = false;
      if (this.#missed > MISSED) return this.#listener.onSilence();
      if (this.#seq === undefined) this.#join();
      else if (this.#missed > 0) this.#post({ kind: "ping" });
    }
  }
}
