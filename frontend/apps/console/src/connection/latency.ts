import { type PublishReceipt, Store, type TidingsEvent } from "@tidings/client";

export interface LatencyState {
  /** The median in milliseconds; `undefined` until there is something to measure. */
  readonly p50: number | undefined;
  /** How many publications that is of. */
  readonly count: number;
}

/** Publications that count, and arrivals that are remembered. */
const SAMPLES = 50;
const ARRIVALS = 2048;

/**
 * How long an event takes from `publish` to its arrival here. Only what this tab publishes is
 * measured: between two machines' clocks there is no telling.
 */
export class Latency extends Store<LatencyState> {
  readonly #now: () => number;
  readonly #arrived = new Map<string, number>();
  readonly #awaited = new Map<string, number>();
  readonly #samples: number[] = [];

  constructor(now: () => number = () => performance.now()) {
    super({ p50: undefined, count: 0 });
    this.#now = now;
  }

  /** Measures one publication; it fails as `publish` does. */
  async measure(publish: () => Promise<PublishReceipt>): Promise<PublishReceipt> {
    const began = this.#now();
    const receipt = await publish();
    if (receipt.duplicates > 0) return receipt;
    const at = this.#arrived.get(receipt.cursor);
    if (at !== undefined) this.#add(at - began);
    else keep(this.#awaited, receipt.cursor, began, SAMPLES);
    return receipt;
  }

  arrived({ id }: TidingsEvent): void {
    if (id === undefined) return;
    const now = this.#now();
    keep(this.#arrived, id, now, ARRIVALS);
    const began = this.#awaited.get(id);
    if (began === undefined) return;
    this.#awaited.delete(id);
    this.#add(now - began);
  }

  #add(ms: number): void {
    this.#samples.push(ms);
    if (this.#samples.length > SAMPLES) this.#samples.shift();
    const sorted = this.#samples.toSorted((a, b) => a - b);
    this.set({ p50: sorted[sorted.length >> 1], count: sorted.length });
  }
}

function keep(map: Map<string, number>, key: string, value: number, most: number): void {
  map.set(key, value);
  const [oldest] = map.keys();
  if (map.size > most && oldest !== undefined) map.delete(oldest);
}
