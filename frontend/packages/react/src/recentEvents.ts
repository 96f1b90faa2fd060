import { Store, type TidingsClient, type TidingsEvent } from "@tidings/client";
import { type FrameScheduler, oncePerFrame } from "./frameBatch.ts";

type Client = Pick<TidingsClient<Record<string, unknown>>, "on" | "cached">;

const NONE: readonly TidingsEvent[] = [];

/**
 * The last events of a type, newest last. It changes once per animation frame. It subscribes to the
 * client only while it has a listener; the client's cache provides the earlier events.
 */
export class RecentEvents extends Store<readonly TidingsEvent[]> {
  readonly #client: Client;
  readonly #type: string;
  readonly #limit: number;
  readonly #batch: ReturnType<typeof oncePerFrame>;
  #waiting: TidingsEvent[] = [];
  #unsubscribe: (() => void) | undefined;

  constructor(client: Client, type: string, limit: number, scheduler: FrameScheduler) {
    super(NONE);
    this.#client = client;
    this.#type = type;
    this.#limit = limit;
    this.#batch = oncePerFrame(() => this.#show(), scheduler);
  }

  protected override onFirst(): void {
    this.#waiting = [];
    this.set(last(this.#client.cached(this.#type), this.#limit));
    this.#unsubscribe = this.#client.on(this.#type, (event) => {
      this.#waiting.push(event);
      // A hidden page may draw no animation frame for a long time.
      if (this.#waiting.length > this.#limit) this.#waiting.shift();
      this.#batch.schedule();
    });
  }

  protected override onLast(): void {
    this.#unsubscribe?.();
    this.#batch.cancel();
  }

  #show(): void {
    this.set(last([...this.get(), ...this.#waiting], this.#limit));
    this.#waiting = [];
  }
}

function last<T>(values: readonly T[], count: number): readonly T[] {
  return values.slice(Math.max(0, values.length - count));
}

/** The events that a server renders: none. */
export function noEvents(): readonly TidingsEvent[] {
  return NONE;
}
