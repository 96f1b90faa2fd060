import { backoff } from "../backoff.ts";
import { sleep } from "../clock.ts";
import { createErrorReporter } from "../errorReporter.ts";
import type { Frame } from "../frames.ts";
import type { Inbox } from "../inbox.ts";
import { reportableError } from "../outcome.ts";
import { deliver, longPoll } from "../poll.ts";
import { PollTimeout } from "../pollTimeout.ts";
import type { Settings } from "../settings.ts";
import type { ConnectionState } from "../status.ts";
import { compareTerms, type FollowerMessage, type LeaderMessage, type Term } from "./message.ts";

export interface FollowerListener {
  onStateChange(state: ConnectionState): void;
  /** The leader does not answer. */
  onSilence(): void;
}

/** The interval of checks whether the leader is alive, in milliseconds. */
const CHECK_INTERVAL = 3000;
/** Consecutive checks that a leader may leave unanswered. */
const MAX_MISSED = 2;
/** How long a leader may take to reach this tab's cursor; milliseconds. */
const GRACE = 1000;

/**
 * Receives frames from the leader.
 *
 * Within a term the frames are numbered, and the follower accepts only the next number. After a
 * missed number, in a new term and at the start it requests the frames after its cursor. Where the
 * leader does not know that cursor, the follower polls the server until the leader does.
 */
export class Follower {
  readonly #settings: Settings;
  readonly #inbox: Inbox;
  readonly #tab: string;
  readonly #post: (message: FollowerMessage) => void;
  readonly #listener: FollowerListener;
  readonly #left = new AbortController();
  #term: Term;
  /** The number of the last accepted frame; `undefined` while not synchronised. */
  #seq: number | undefined;
  #catchUp: AbortController | undefined;
  #isLeaderAlive = false;
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

  /** The latest known term. */
  get term(): Term {
    return this.#term;
  }

  start(): void {
    this.#join();
    void this.#monitorLeader();
  }

  stop(): void {
    this.#left.abort();
    this.#catchUp?.abort();
  }

  receive(message: LeaderMessage): void {
    const later = compareTerms(message.term, this.#term);
    if (later < 0) return;
    this.#isLeaderAlive = true;
    if (later > 0) {
      this.#term = message.term;
      this.#resync();
    }
    if (message.kind === "state") this.#listener.onStateChange(message.state);
    else if (message.kind === "frame") this.#onFrame(message);
    else if (message.to === this.#tab && message.after === this.#inbox.cursor) {
      this.#onAnswer(message);
    }
  }

  #onFrame({ seq, frame }: LeaderMessage & { kind: "frame" }): void {
    if (this.#seq === undefined || seq <= this.#seq) return;
    if (seq === this.#seq + 1) {
      this.#seq = seq;
      this.#accept(frame);
    } else {
      this.#resync();
    }
  }

  /** The leader's answer to a request at the current cursor. */
  #onAnswer(message: LeaderMessage & { kind: "sync" | "unknown" }): void {
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

  /** A listener may close the client during the delivery. The remaining frames are then dropped. */
  #accept(frame: Frame): void {
    if (!this.#left.signal.aborted) this.#inbox.accept(frame);
  }

  #resync(): void {
    this.#seq = undefined;
    this.#join();
  }

  #join(): void {
    this.#post({ kind: "join", from: this.#tab, cursor: this.#inbox.cursor });
  }

  #startCatchUp(): AbortController {
    const over = new AbortController();
    void this.#pollServer(over.signal);
    return over;
  }

  async #pollServer(signal: AbortSignal): Promise<void> {
    const { clock } = this.#settings;
    const reportError = createErrorReporter(this.#settings);
    const pollTimeout = new PollTimeout();
    let failures = 0;
    let refresh = false;
    while (!signal.aborted) {
      await sleep(clock, GRACE + (failures > 0 ? backoff(this.#settings, failures) : 0), signal);
      if (signal.aborted) return;
      const { cursor } = this.#inbox;
      const answer = await longPoll(this.#settings, cursor, pollTimeout, refresh, signal);
      if (signal.aborted) return;
      if ("kind" in answer) {
        // The server refuses the leader for the same reason, and the leader's state shows it.
        reportError(reportableError(answer));
        failures += 1;
        refresh = answer.kind === "refused" && answer.error.status === 401;
        continue;
      }
      reportError(undefined);
      failures = 0;
      refresh = false;
      const { close: _, ...events } = answer;
      deliver(events, { onFrame: (frame) => this.#accept(frame) });
      this.#join();
    }
  }

  async #monitorLeader(): Promise<void> {
    const { clock, random } = this.#settings;
    while (!this.#left.signal.aborted) {
      // The jitter lets one tab ask, and the other tabs receive the same answer.
      await sleep(clock, CHECK_INTERVAL * (1 + random() / 2), this.#left.signal);
      if (this.#left.signal.aborted) return;
      this.#missed = this.#isLeaderAlive ? 0 : this.#missed + 1;
      this.#isLeaderAlive = false;
      if (this.#missed > MAX_MISSED) return this.#listener.onSilence();
      if (this.#seq === undefined) this.#join();
      else if (this.#missed > 0) this.#post({ kind: "ping" });
    }
  }
}
