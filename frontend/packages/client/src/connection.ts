import { Attempts } from "./attempts.ts";
import { complainer } from "./complaint.ts";
import { FRESH, STALE } from "./control.ts";
import type { Frame } from "./frames.ts";
import { Hold } from "./hold.ts";
import { explain, mishap, type Outcome } from "./outcome.ts";
import { readPolls } from "./poll.ts";
import { untilStreamable } from "./probe.ts";
import { reauthenticate } from "./reauth.ts";
import { canRefresh } from "./request.ts";
import type { Settings } from "./settings.ts";
import { anySignal } from "./signals.ts";
import { type Standing, standing, type Transport } from "./status.ts";
import { readStream } from "./stream.ts";
import type { TransportListener, TransportRequest } from "./transport.ts";
import { isCut, judge, type Verdict } from "./verdict.ts";

/** What a connection works for. */
export interface ConnectionListener {
  /** The position to resume from. */
  cursor(): string | undefined;
  onFrame(frame: Frame): void;
  /** Where the connection stands has changed. After a final standing nothing more comes. */
  onStanding(standing: Standing): void;
}

/** Silent streams in a row after which long poll is tried, though bytes had come. */
const SILENCES = 2;

/** Keeps one connection up: opens it, resumes it, changes its transport, and knows when to stop. */
export class Connection {
  readonly #settings: Settings;
  readonly #listener: ConnectionListener;
  readonly #attempts: Attempts;
  readonly #complain: (fault: unknown) => void;
  readonly #ended = new AbortController();
  #current: AbortController | undefined;
  #waiting: Standing | undefined;
  #transport: Transport = "stream";
  #silences = 0;
  /** How long the path lets a poll be held; another path may allow another time. */
  #hold = new Hold();
  /** Where it stands since the current attempt got through. */
  #open: Standing | undefined;
  /** The announced expiry for which a renewal was tried: a failed renewal is not repeated. */
  #renewed: string | undefined;

  constructor(settings: Settings, listener: ConnectionListener) {
    this.#settings = settings;
    this.#listener = listener;
    this.#attempts = new Attempts(settings);
    this.#complain = complainer(settings);
  }

  start(): void {
    this.#tell(standing("connecting", { transport: this.#transport }));
    this.#run().catch((error: unknown) => {
      // The loop itself threw: the state becomes "failed" and names the reason.
      const broken: Outcome = { kind: "broken", error };
      this.#complain(mishap(broken));
      if (!this.#ended.signal.aborted) this.#end("failed", broken);
    });
  }

  stop(): void {
    this.#ended.abort();
  }

  /** The browser says that the network is back: no need to wait any longer. */
  online(): void {
    this.#hold = new Hold();
    if (!this.#open) this.#attempts.hurry();
  }

  takeOver(): boolean {
    return false;
  }

  /** The browser says that the network is gone, which an open stream would notice much later. */
  offline(): void {
    this.#open = undefined;
    this.#current?.abort();
    if (this.#waiting) this.#tell({ ...this.#waiting, state: "offline" });
  }

  async #run(): Promise<void> {
    const { signal } = this.#ended;
    let refresh = false;
    while (!signal.aborted) {
      const { outcome, lasted } = await this.#attempt(refresh);
      if (signal.aborted) return;
      this.#complain(mishap(outcome));
      // What a fresh token opened may have outlived that token.
      const verdict = this.#judge(outcome, refresh && !this.#open);
      refresh = false;
      switch (verdict.next) {
        case "close":
        case "fail":
          return this.#end(verdict.next === "close" ? "closed" : "failed", outcome);
        case "refresh":
          refresh = true;
          break;
        case "switch":
          this.#switch(verdict.to, outcome);
          break;
        case "retry":
          refresh = verdict.refresh;
          if (!(await this.#pause(verdict.wait, lasted, outcome))) return;
      }
    }
  }

  /** Opens one transport and follows it to its end; `lasted` is how long it was open, in ms. */
  async #attempt(refresh: boolean): Promise<{ outcome: Outcome; lasted: number }> {
    const { clock } = this.#settings;
    const current = new AbortController();
    this.#current = current;
    this.#open = undefined;
    const signal = anySignal(this.#ended.signal, current.signal);
    let openedAt: number | undefined;
    const listener = this.#whileCurrent(signal, (connection) => {
      openedAt = clock.now();
      this.#attempts.succeeded();
      const state = this.#transport === "stream" ? "open" : "polling";
      this.#open = standing(state, { transport: this.#transport, connection });
      this.#tell(this.#open);
    });
    const request = { cursor: () => this.#listener.cursor(), refresh, signal };
    const outcome = await this.#read(request, listener);
    const lasted = openedAt === undefined ? 0 : clock.now() - openedAt;
    return { outcome: current.signal.aborted ? { kind: "offline" } : outcome, lasted };
  }

  async #read(request: TransportRequest, listener: TransportListener): Promise<Outcome> {
    if (this.#transport === "stream") return readStream(this.#settings, request, listener);
    const over = new AbortController();
    const signal = anySignal(request.signal, over.signal);
    const both = { ...request, signal };
    const streamable = untilStreamable(this.#settings, both).then<Outcome>(() => ({
      kind: "streamable",
    }));
    const polled = readPolls(this.#settings, both, listener, this.#hold);
    const outcome = await Promise.race([polled, streamable]);
    over.abort();
    return outcome;
  }

  /** What was already on its way when this attempt was given up is not delivered any more. */
  #whileCurrent(
    signal: AbortSignal,
    onOpen: (connection: string | undefined) => void,
  ): TransportListener {
    const unlessOver =
      <Argument>(then: (argument: Argument) => void) =>
      (argument: Argument) => {
        if (!signal.aborted) then(argument);
      };
    return {
      onOpen: unlessOver(onOpen),
      onFrame: unlessOver((frame) => {
        const { type, text } = frame;
        const open = this.#open;
        if (type === "tidings.reauth" && open?.connection && text !== this.#renewed) {
          this.#renewed = text;
          void reauthenticate(this.#settings, open.connection);
        }
        if (open && type === STALE) this.#tell({ ...open, reason: "stale" });
        if (open && type === FRESH) this.#tell(open);
        this.#listener.onFrame(frame);
      }),
      onRetry: unlessOver((ms) => this.#attempts.base(ms)),
      onFlow: () => undefined,
    };
  }

  #judge(outcome: Outcome, refreshed: boolean): Verdict {
    const verdict = judge(outcome, canRefresh(this.#settings) && !refreshed);
    if (this.#transport === "poll") return this.#judgePoll(outcome, verdict);
    this.#silences = outcome.kind === "silent" ? this.#silences + 1 : 0;
    return this.#silences < SILENCES ? verdict : { next: "switch", to: "poll" };
  }

  /** Polling is second best: where it does not get through, the stream has the last word. */
  #judgePoll(outcome: Outcome, verdict: Verdict): Verdict {
    const refused = verdict.next === "fail";
    if (outcome.kind === "broken") return verdict;
    if (refused || (isCut(outcome) && !this.#open)) this.#transport = "stream";
    const again = refused || (verdict.next === "switch" && verdict.to === "poll");
    return again ? { next: "retry", wait: 0, refresh: false } : verdict;
  }

  #switch(to: Transport, outcome: Outcome): void {
    this.#silences = 0;
    this.#transport = to;
    if (to === "stream") {
      this.#hold = new Hold();
      return;
    }
    const { attempt } = this.#attempts;
    this.#tell(standing("reconnecting", { attempt, transport: to, ...explain(outcome) }));
  }

  /** Waits for the next attempt, and says whether there is one. */
  async #pause(due: number, lasted: number, outcome: Outcome): Promise<boolean> {
    const { clock, page } = this.#settings;
    const { signal } = this.#ended;
    this.#open = undefined;
    const random = this.#attempts.failed(lasted);
    if (random === undefined) {
      this.#end("failed", outcome);
      return false;
    }
    const { attempt } = this.#attempts;
    const details = { attempt, transport: this.#transport, ...explain(outcome) };
    const lost = standing("reconnecting", details);
    const waiting = { ...lost, nextRetryAt: clock.now() + due + random };
    this.#waiting = waiting;
    this.#tell(page.isOnline() ? waiting : { ...waiting, state: "offline" });
    await this.#attempts.wait(due, random, signal);
    this.#waiting = undefined;
    this.#tell(lost);
    return !signal.aborted;
  }

  #end(state: "closed" | "failed", outcome: Outcome): void {
    this.#ended.abort();
    const { attempt } = this.#attempts;
    this.#listener.onStanding(standing(state, { attempt, ...explain(outcome) }));
  }

  #tell(now: Standing): void {
    if (!this.#ended.signal.aborted) this.#listener.onStanding(now);
  }
}
