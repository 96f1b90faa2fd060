import { backoff } from "../backoff.ts";
import { createErrorReporter, type ErrorReporter } from "../errorReporter.ts";
import type { EventMap } from "../eventMap.ts";
import type { ClientOptions } from "../options.ts";
import { TidingsError } from "../problem.ts";
import type { PublishEvent } from "../publish.ts";
import { canRefresh } from "../request.ts";
import { isTransient } from "../retryDecision.ts";
import { RetryTimer } from "../retryTimer.ts";
import { type Settings, withDefaults } from "../settings.ts";
import { publishBatch } from "./batches.ts";
import type { Item, LineReceipt } from "./item.ts";
import { LineStream, StreamEnded } from "./lines.ts";

/** Options of a publisher: those of a client that concern requests. */
export interface PublisherOptions
  extends Pick<
    ClientOptions,
    | "url"
    | "headers"
    | "credentials"
    | "fetch"
    | "retry"
    | "queue"
    | "onError"
    | "createId"
    | "random"
    | "clock"
  > {
  /**
   * How events are sent: as lines of one long request, or in one request after the other. `auto`
   * streams in Node. Browsers give the answer of a request only after its body, so that a stream of
   * theirs would confirm nothing.
   * @default "auto"
   */
  readonly mode?: "auto" | "stream" | "batch";
}

/** Publishes many events, in their order, with few requests. */
export interface Publisher<Events extends object = EventMap> {
  /**
   * Publishes an event, and resolves when the server's log has stored it. While the server is
   * unreachable or overloaded, the event waits and `onError` receives the cause; it is sent again
   * under the same id, so that it is in the log once.
   * @throws {TidingsError} when the server refuses the event; an error when the queue is full
   */
  publish(event: PublishEvent<Events>): Promise<LineReceipt>;
  /** Resolves as soon as the queue has room for an event. */
  ready(): Promise<void>;
  /** Publishes what is queued, and ends. No event can be published afterwards. */
  close(): Promise<void>;
  /** Rejects what is queued, and ends at once. */
  abort(reason?: unknown): void;
}

/** Creates a publisher. It connects with the first event. */
export function createPublisher<Events extends object = EventMap>({
  mode = "auto",
  ...options
}: PublisherOptions = {}): Publisher<Events> {
  const isStream = mode === "stream" || (mode === "auto" && streamsBothWays());
  return new QueuedPublisher(withDefaults(options), isStream) as unknown as Publisher<Events>;
}

/** Whether `fetch` resolves while it still sends the body. */
function streamsBothWays(): boolean {
  const { process } = globalThis as { readonly process?: { readonly versions?: object } };
  return Boolean(process?.versions && "node" in process.versions && !("document" in globalThis));
}

class QueuedPublisher implements Publisher {
  readonly #settings: Settings;
  readonly #isStream: boolean;
  readonly #retryTimer: RetryTimer;
  readonly #reportError: ErrorReporter;
  readonly #ended = new AbortController();
  readonly #queue: Item[] = [];
  #waiting: (() => void)[] = [];
  #stream: LineStream | undefined;
  #running: Promise<void> | undefined;
  #isClosed = false;

  constructor(settings: Settings, isStream: boolean) {
    this.#settings = settings;
    this.#isStream = isStream;
    this.#retryTimer = new RetryTimer(settings);
    this.#reportError = createErrorReporter(settings);
  }

  publish(event: PublishEvent): Promise<LineReceipt> {
    const { queue, createId } = this.#settings;
    return new Promise((resolve, reject) => {
      if (this.#isClosed) throw new Error("The publisher is closed");
      if (this.#queue.length >= queue.max) {
        throw new Error(`The publish queue is full: at most ${queue.max} events`);
      }
      const id = event.id ?? createId();
      const settle = () => this.#wakeWaiting();
      this.#queue.push({
        id,
        json: JSON.stringify({ ...event, id }),
        resolve: (receipt) => {
          resolve(receipt);
          settle();
        },
        reject: (error) => {
          reject(error);
          settle();
        },
      });
      this.#stream?.notify();
      this.#running ??= this.#run();
    });
  }

  async ready(): Promise<void> {
    while (this.#queue.length >= this.#settings.queue.max && !this.#isClosed) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#wakeWaiting();
    this.#stream?.end();
    await this.#running;
  }

  abort(reason: unknown = new Error("The publisher is closed")): void {
    this.#isClosed = true;
    this.#ended.abort(reason);
    for (const item of this.#queue.splice(0)) item.reject(reason);
    this.#wakeWaiting();
  }

  #wakeWaiting(): void {
    // Later: the settled event is removed from the queue after it.
    const waiting = this.#waiting;
    this.#waiting = [];
    void Promise.resolve().then(() => {
      for (const wake of waiting) wake();
    });
  }

  /** Sends until the queue is empty. */
  async #run(): Promise<void> {
    // Events that are published in the same turn leave together.
    await undefined;
    let attempt = 1;
    let refresh = false;
    while (this.#queue.length > 0 && !this.#ended.signal.aborted) {
      const before = this.#queue.length;
      try {
        await this.#send(refresh);
        refresh = false;
        attempt = 1;
        this.#retryTimer.onSuccess();
        this.#reportError(undefined);
      } catch (error) {
        if (this.#ended.signal.aborted) break;
        if (this.#queue.length < before) attempt = 1;
        refresh = this.#needsHeaders(error, refresh);
        await this.#onFailure(error, refresh, attempt);
        attempt += 1;
      }
    }
    this.#running = undefined;
  }

  async #send(refresh: boolean): Promise<void> {
    const { signal } = this.#ended;
    if (!this.#isStream) return publishBatch(this.#settings, this.#queue, signal);
    const stream = new LineStream(this.#settings, this.#queue);
    this.#stream = stream;
    if (this.#isClosed) stream.end();
    try {
      await stream.run(signal, refresh);
    } finally {
      this.#stream = undefined;
    }
  }

  #needsHeaders(error: unknown, refreshed: boolean): boolean {
    if (refreshed || !canRefresh(this.#settings)) return false;
    if (error instanceof StreamEnded) return error.refresh;
    return error instanceof TidingsError && error.status === 401;
  }

  /** Waits before the next attempt; a refusal of the request itself concerns every event. */
  async #onFailure(error: unknown, refresh: boolean, attempt: number): Promise<void> {
    if (refresh) return;
    const refused = error instanceof TidingsError;
    if (refused && error.own && !isTransient(error.status)) {
      for (const item of this.#queue.splice(0)) item.reject(error);
      return;
    }
    this.#reportError(error);
    const due = refused ? (error.retryAfter ?? 0) : 0;
    await this.#retryTimer.wait(due, backoff(this.#settings, attempt), this.#ended.signal);
  }
}
