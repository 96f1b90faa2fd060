import { backoff } from "./backoff.ts";
import { createErrorReporter, type ErrorReporter } from "./errorReporter.ts";
import { TidingsError } from "./problem.ts";
import { type PublishEvent, type PublishOptions, type PublishReceipt, post } from "./publish.ts";
import { isTransient } from "./retryDecision.ts";
import { RetryTimer } from "./retryTimer.ts";
import type { Settings } from "./settings.ts";
import { throwIfAborted } from "./signals.ts";

interface Item {
  /** The event as it was added: a later change of the caller's object is not published. */
  readonly body: string;
  readonly retry: boolean;
  resolve(receipt: PublishReceipt): void;
  reject(error: unknown): void;
}

/**
 * Publishes events one at a time, in the order of their addition. An event gets its id when it is
 * added, so that it can be sent again after a lost answer: the server drops a duplicate.
 */
export class Outbox {
  readonly #settings: Settings;
  readonly #retryTimer: RetryTimer;
  readonly #reportError: ErrorReporter;
  readonly #ended = new AbortController();
  #items: Item[] = [];
  #sending = false;
  /** Why the first event waits, and every later event with it. */
  #blockedBy: { readonly error: unknown } | undefined;

  constructor(settings: Settings) {
    this.#settings = settings;
    this.#retryTimer = new RetryTimer(settings);
    this.#reportError = createErrorReporter(settings);
  }

  /** Adds an event, and resolves when the server's log has stored it. */
  add(event: PublishEvent, { retry = true }: PublishOptions = {}): Promise<PublishReceipt> {
    const { queue, createId } = this.#settings;
    return new Promise((resolve, reject) => {
      throwIfAborted(this.#ended.signal);
      if (this.#blockedBy && !retry) throw this.#blockedBy.error;
      if (this.#items.length >= queue.max) {
        throw new Error(`The publish queue is full: at most ${queue.max} events`);
      }
      const body = JSON.stringify({ ...event, id: event.id ?? createId() });
      this.#items.push({ body, retry, resolve, reject });
      void this.#send();
    });
  }

  /** Rejects the queued events, and every later one. */
  end(reason: unknown): void {
    this.#ended.abort(reason);
    for (const item of this.#items.splice(0)) item.reject(reason);
  }

  async #send(): Promise<void> {
    if (this.#sending) return;
    this.#sending = true;
    const unsubscribe = this.#settings.page.subscribe((change) => {
      if (change === "online") this.#retryTimer.skipWait();
    });
    let attempt = 1;
    for (let item = this.#items[0]; item; item = this.#items[0]) {
      const due = await this.#sendOne(item);
      if (this.#ended.signal.aborted) break;
      if (due === undefined) {
        attempt = 1;
        this.#items.shift();
      } else {
        await this.#retryTimer.wait(due, backoff(this.#settings, attempt), this.#ended.signal);
        attempt += 1;
      }
    }
    unsubscribe();
    this.#sending = false;
  }

  /** Sends one event. Returns the server's wait where the event must be sent again. */
  async #sendOne({ body, retry, resolve, reject }: Item): Promise<number | undefined> {
    try {
      resolve(await post(this.#settings, body, this.#ended.signal));
    } catch (error) {
      if (retry && isRetryable(error) && !this.#ended.signal.aborted) {
        this.#block(error);
        return error instanceof TidingsError ? (error.retryAfter ?? 0) : 0;
      }
      reject(error);
    }
    this.#blockedBy = undefined;
    this.#retryTimer.onSuccess();
    this.#reportError(undefined);
    return undefined;
  }

  /** The first event waits for a retry. Events without `retry` do not wait for it: they fail. */
  #block(error: unknown): void {
    this.#blockedBy = { error };
    this.#reportError(error);
    for (const item of this.#items) if (!item.retry) item.reject(error);
    this.#items = this.#items.filter(({ retry }) => retry);
  }
}

/** Statuses that concern the event itself, also from a gateway: a retry would not change them. */
const EVENT_ERRORS = /40[03]|41[345]|431/;

/**
 * Whether to send an event again: no answer, a temporary status, or an answer that is not from
 * Tidings. In all of these cases it is unknown whether the server has the event.
 */
function isRetryable(error: unknown): boolean {
  if (!(error instanceof TidingsError) || isTransient(error.status)) return true;
  return !(error.own || EVENT_ERRORS.test(`${error.status}`));
}
