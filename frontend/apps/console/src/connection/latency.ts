import { type PublishReceipt, Store, type TidingsEvent } from "@tidings/client";

export interface LatencyState {
  /** The median in milliseconds; `undefined` before the first measurement. */
  readonly p50: number | undefined;
  /** The number of measured events. */
  readonly count: number;
}

/** Measurements of the median, and arrivals in memory. */
const SAMPLES = 50;
const ARRIVALS = 2048;

/**
 * Measures the time from `publish` to the arrival of the event in this tab. Only events of this tab
 * are measured, because two machines' clocks differ.
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

  /** Measures one publication. An error of `publish` is passed on. */
  async measure(publish: () => Promise<PublishReceipt>): Promise<PublishReceipt> {
    const began = this.#now();
    const receipt = await publish();
    if (receipt.duplicates > 0) return receipt;
    const at = this.#arrived.get(receipt.cursor);
    if (at !== undefined) this.#add(at - began);
    else setWithin(this.#awaited, receipt.cursor, began, SAMPLES);
    return receipt;
  }

  recordArrival({ id }: TidingsEvent): void {
    if (id === undefined) return;
    const now = this.#now();
    setWithin(this.#arrived, id, now, ARRIVALS);
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

function setWithin(map: Map<string, number>, key: string, value: number, limit: number): void {
  map.set(key, value);
  const [oldest] = map.keys();
  if (map.size > limit && oldest !== undefined) map.delete(oldest);
}
