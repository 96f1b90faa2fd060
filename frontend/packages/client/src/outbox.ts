import { Attempts } from "./attempts.ts";
import { backoff } from "./backoff.ts";
import { complainer } from "./complaint.ts";
import { TidingsError } from "./problem.ts";
import { type PublishEvent, type PublishOptions, type PublishReceipt, post } from "./publish.ts";
import type { Settings } from "./settings.ts";
import { throwIfAborted } from "./signals.ts";
import { passes } from "./verdict.ts";

interface Item {
  /** As it was when it was put in: what becomes of the event's object after is not published. */
  readonly body: string;
  readonly retry: boolean;
  resolve(receipt: PublishReceipt): void;
  reject(error: unknown): void;
}

/**
 * What is to be published, in its order, one at a time. An event gets its id when it is put in and
 * keeps it, so that one whose answer was lost can be sent again: the server drops what it has.
 */
export class Outbox {
  readonly #settings: Settings;
  readonly #attempts: Attempts;
  readonly #complain: (fault: unknown) => void;
  readonly #ended = new AbortController();
  #items: Item[] = [];
  #sending = false;
  /** Why the first one has to wait, and with it all behind it. */
  #held: { readonly error: unknown } | undefined;

  constructor(settings: Settings) {
    this.#settings = settings;
    this.#attempts = new Attempts(settings);
    this.#complain = complainer(settings);
  }

  /** Puts an event in; resolves when the server's log has it. */
  put(event: PublishEvent, { retry = true }: PublishOptions): Promise<PublishReceipt> {
    const { queue, createId } = this.#settings;
    return new Promise((resolve, reject) => {
      throwIfAborted(this.#ended.signal);
      if (this.#held && !retry) throw this.#held.error;
      if (this.#items.length >= queue.max) {
        throw new Error(`${queue.max} events wait to be published already`);
      }
      const body = JSON.stringify({ ...event, id: event.id ?? createId() });
      this.#items.push({ body, retry, resolve, reject });
      void this.#send();
    });
  }

  /** Gives up what waits. */
  end(reason: unknown): void {
    this.#ended.abort(reason);
    for (const item of this.#items.splice(0)) item.reject(reason);
  }

  async #send(): Promise<void> {
    if (this.#sending) return;
    this.#sending = true;
    const leave = this.#settings.page.subscribe((change) => {
      if (change === "online") this.#attempts.hurry();
    });
    let attempt = 1;
    for (let item = this.#items[0]; item; item = this.#items[0]) {
      const due = await this.#sendOne(item);
      if (this.#ended.signal.aborted) break;
      if (due === undefined) {
        attempt = 1;
        this.#items.shift();
      } else {
        await this.#attempts.wait(due, backoff(this.#settings, attempt), this.#ended.signal);
        attempt += 1;
      }
    }
    leave();
    this.#sending = false;
  }

  /** Sends one event; where it must be sent again, returns the wait that the server asks for. */
  async #sendOne({ body, retry, resolve, reject }: Item): Promise<number | undefined> {
    try {
      resolve(await post(this.#settings, body, this.#ended.signal));
    } catch (error) {
      if (retry && mayPass(error) && !this.#ended.signal.aborted) {
        this.#hold(error);
        return error instanceof TidingsError ? (error.retryAfter ?? 0) : 0;
      }
      reject(error);
    }
    this.#held = undefined;
    this.#attempts.succeeded();
    this.#complain(undefined);
    return undefined;
  }

  /** The first one waits for another attempt: who would not wait for that has failed. */
  #hold(error: unknown): void {
    this.#held = { error };
    this.#complain(error);
    for (const item of this.#items) if (!item.retry) item.reject(error);
    this.#items = this.#items.filter(({ retry }) => retry);
  }
}

/** Statuses that are about the event itself, whoever answers with them: sent again it fares no better. */
const OF_THE_EVENT = /40[03]|41[345]|431/;

/**
 * No answer, one that says "not now", or one that is not the server's own. Then it is not known
 * whether the server has the event.
 */
function mayPass(error: unknown): boolean {
  if (!(error instanceof TidingsError) || passes(error.status)) return true;
  return !(error.own || OF_THE_EVENT.test(`${error.status}`));
}
