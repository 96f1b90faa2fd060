import type { Clock } from "../clock.ts";
import type { HeadersSource, RetryOptions } from "../options.ts";
import type { Page } from "../page.ts";
import { type Settings, withDefaults } from "../settings.ts";

/** How runs are asked for; each option says its default. */
export interface RunsOptions {
  /**
   * Where the Tidings API is; its paths (`/chat/completions`, …) are appended.
   * @default "/api"
   */
  readonly url?: string;
  /**
   * Headers of each request, `Authorization` above all. A function is asked before every request,
   * and with `refresh: true` after a 401 and when the server ended a stream with its token.
   * @default {}
   */
  readonly headers?: HeadersSource;
  /**
   * Whether cookies go along, as for `fetch`.
   * @default "same-origin"
   */
  readonly credentials?: RequestCredentials;
  /** How long to wait before a stream that was cut is gone on with. */
  readonly retry?: RetryOptions;
  /**
   * Milliseconds without a single byte, heartbeats included, after which a stream counts as cut.
   * @default 37500, which is 2.5 heartbeats
   */
  readonly heartbeatTimeout?: number;
  /** @default the platform's `fetch` */
  readonly fetch?: typeof globalThis.fetch;
  /**
   * Random numbers from 0 (inclusive) to 1 (exclusive).
   * @default Math.random
   */
  readonly random?: () => number;
  /** @default the platform's clock */
  readonly clock?: Clock;
  /** @default the browser's page, or none outside of one */
  readonly page?: Page;
  /**
   * Makes random ids, by which a run is found whose start was not answered.
   * @default 128 random bits in hexadecimal digits
   */
  readonly createId?: () => string;
}

/** What it takes to ask for runs, with every default in place. */
export type RunSettings = Pick<
  Settings,
  | "url"
  | "headers"
  | "credentials"
  | "retry"
  | "heartbeatTimeout"
  | "fetch"
  | "random"
  | "clock"
  | "page"
  | "createId"
>;

export function toSettings(options: RunsOptions): RunSettings {
  return withDefaults(options);
}
