import { FRESH, STALE } from "./control.ts";
import { createErrorReporter, type ErrorReporter } from "./errorReporter.ts";
import type { Frame } from "./frames.ts";
import { explain, type Outcome, reportableError } from "./outcome.ts";
import { readPolls } from "./poll.ts";
import { PollTimeout } from "./pollTimeout.ts";
import { untilStreamable } from "./probe.ts";
import { reauthenticate } from "./reauth.ts";
import { canRefresh } from "./request.ts";
import { decide, isInterrupted, type RetryDecision, withoutSwitch } from "./retryDecision.ts";
import { RetryTimer } from "./retryTimer.ts";
import type { Settings } from "./settings.ts";
import { anySignal } from "./signals.ts";
import { type ConnectionState, connectionState, type State, type Transport } from "./status.ts";
import { readStream } from "./stream.ts";
import type { TransportListener, TransportRequest } from "./transport.ts";

/** Receives what a connection delivers. */
export interface ConnectionListener {
  /** The cursor to resume from. */
  cursor(): string | undefined;
  onFrame(frame: Frame): void;
  /** The state has changed. No call follows a final state. */
  onStateChange(state: ConnectionState): void;
}

/** Consecutive streams that ended with an idle timeout, after which the client polls instead. */
const MAX_IDLE_TIMEOUTS = 2;

/** Maintains one connection: opens and resumes it, switches its transport, and ends it. */
export class Connection {
  readonly #settings: Settings;
  readonly #listener: ConnectionListener;
  readonly #retryTimer: RetryTimer;
  readonly #reportError: ErrorReporter;
  readonly #ended = new AbortController();
  #current: AbortController | undefined;
  #waiting: ConnectionState | undefined;
  #transport: Transport;
  #idleTimeouts = 0;
  /** Starts from the default on each network path, since another path may allow another time. */
  #pollTimeout = new PollTimeout();
  /** The state since the current attempt reached the server. */
  #open: ConnectionState | undefined;
  /** The announced expiry that a renewal was tried for: a failed renewal is not repeated. */
  #renewed: string | undefined;

  constructor(settings: Settings, listener: ConnectionListener) {
    this.#settings = settings;
    this.#listener = listener;
    this.#retryTimer = new RetryTimer(settings);
    this.#transport = settings.transport === "poll" ? "poll" : "stream";
    this.#reportError = createErrorReporter(settings);
  }

  start(): void {
    this.#setState(connectionState("connecting", { transport: this.#transport }));
    this.#run().catch((error: unknown) => {
      // The loop itself threw: the state becomes "failed" and names the reason.
      this.#reportError(error);
      if (!this.#ended.signal.aborted) this.#end("failed", { kind: "broken", error });
    });
  }

  stop(): void {
    this.#ended.abort();
  }

  /** The browser reports a network: the next attempt starts now. */
  online(): void {
    this.#pollTimeout = new PollTimeout();
    if (!this.#open) this.#retryTimer.skipWait();
  }

  takeOver(): boolean {
    return false;
  }

  /** The browser reports no network. An open stream would detect that much later. */
  offline(): void {
    this.#open = undefined;
    this.#current?.abort();
    if (this.#waiting) this.#setState({ ...this.#waiting, state: "offline" });
  }

  async #run(): Promise<void> {
    const { signal } = this.#ended;
    let refresh = false;
    while (!signal.aborted) {
      const { outcome, openFor } = await this.#attempt(refresh);
      if (signal.aborted) return;
      this.#reportError(reportableError(outcome));
      // A stream that a new token opened may outlive that token.
      const decision = this.#decide(outcome, refresh && !this.#open);
      refresh = false;
      switch (decision.next) {
        case "end":
          return this.#end(decision.state, outcome);
        case "refresh":
          refresh = true;
          break;
        case "switch":
          this.#switch(decision.to, outcome);
          break;
        case "retry":
          refresh = decision.refresh;
          if (!(await this.#waitForRetry(decision.wait, openFor, outcome))) return;
      }
    }
  }

  /** Opens one transport and reads it to its end; `openFor` is how long it was open, in ms. */
  async #attempt(refresh: boolean): Promise<{ outcome: Outcome; openFor: number }> {
    const { clock } = this.#settings;
    const current = new AbortController();
    this.#current = current;
    this.#open = undefined;
    const signal = anySignal(this.#ended.signal, current.signal);
    let openedAt: number | undefined;
    const listener = this.#whileCurrent(signal, (connection) => {
      openedAt = clock.now();
      this.#retryTimer.onSuccess();
      const state = this.#transport === "stream" ? "open" : "polling";
      this.#open = connectionState(state, { transport: this.#transport, connection });
      this.#setState(this.#open);
    });
    const request = { cursor: () => this.#listener.cursor(), refresh, signal };
    const outcome = await this.#read(request, listener);
    const openFor = openedAt === undefined ? 0 : clock.now() - openedAt;
    return { outcome: current.signal.aborted ? { kind: "offline" } : outcome, openFor };
  }

  async #read(request: TransportRequest, listener: TransportListener): Promise<Outcome> {
    if (this.#transport === "stream") return readStream(this.#settings, request, listener);
    const over = new AbortController();
    const signal = anySignal(request.signal, over.signal);
    const both = { ...request, signal };
    const polled = readPolls(this.#settings, both, listener, this.#pollTimeout);
    if (this.#settings.transport === "poll") return polled;
    const streamable = untilStreamable(this.#settings, both).then<Outcome>(() => ({
      kind: "streamable",
    }));
    const outcome = await Promise.race([polled, streamable]);
    over.abort();
    return outcome;
  }

  /** Creates a listener that ignores everything after the attempt's end. */
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
        if (open && type === STALE) this.#setState({ ...open, reason: "stale" });
        if (open && type === FRESH) this.#setState(open);
        this.#listener.onFrame(frame);
      }),
      onRetry: unlessOver((ms) => this.#retryTimer.setInitialDelay(ms)),
      onFlow: () => undefined,
    };
  }

  #decide(outcome: Outcome, refreshed: boolean): RetryDecision {
    const decision = decide(outcome, canRefresh(this.#settings) && !refreshed);
    if (this.#settings.transport !== "auto") return withoutSwitch(decision);
    if (this.#transport === "poll") return this.#decidePoll(outcome, decision);
    this.#idleTimeouts = outcome.kind === "silent" ? this.#idleTimeouts + 1 : 0;
    return this.#idleTimeouts < MAX_IDLE_TIMEOUTS ? decision : { next: "switch", to: "poll" };
  }

  /** Polling is the fallback: where it fails, the outcome of a stream decides. */
  #decidePoll(outcome: Outcome, decision: RetryDecision): RetryDecision {
    const refused = decision.next === "end" && decision.state === "failed";
    if (outcome.kind === "broken") return decision;
    if (refused || (isInterrupted(outcome) && !this.#open)) this.#transport = "stream";
    const again = refused || (decision.next === "switch" && decision.to === "poll");
    return again ? { next: "retry", wait: 0, refresh: false } : decision;
  }

  #switch(to: Transport, outcome: Outcome): void {
    this.#idleTimeouts = 0;
    this.#transport = to;
    if (to === "stream") {
      this.#pollTimeout = new PollTimeout();
      return;
    }
    this.#setState(this.#explained("reconnecting", outcome, to));
  }

  /** Waits for the next attempt. Returns `false` where no attempt follows. */
  async #waitForRetry(due: number, openFor: number, outcome: Outcome): Promise<boolean> {
    const { clock, page } = this.#settings;
    const { signal } = this.#ended;
    this.#open = undefined;
    const random = this.#retryTimer.onFailure(openFor);
    if (random === undefined) {
      this.#end("failed", outcome);
      return false;
    }
    const lost = this.#explained("reconnecting", outcome, this.#transport);
    const waiting = { ...lost, nextRetryAt: clock.now() + due + random };
    this.#waiting = waiting;
    this.#setState(page.isOnline() ? waiting : { ...waiting, state: "offline" });
    await this.#retryTimer.wait(due, random, signal);
    this.#waiting = undefined;
    this.#setState(lost);
    return !signal.aborted;
  }

  #end(state: "closed" | "failed", outcome: Outcome): void {
    this.#ended.abort();
    this.#listener.onStateChange(this.#explained(state, outcome));
  }

  #explained(state: State, outcome: Outcome, transport?: Transport): ConnectionState {
    const { attempt } = this.#retryTimer;
    return connectionState(state, { attempt, transport, ...explain(outcome) });
  }

  #setState(state: ConnectionState): void {
    if (!this.#ended.signal.aborted) this.#listener.onStateChange(state);
  }
}
