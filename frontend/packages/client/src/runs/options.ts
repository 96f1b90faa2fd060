import type { Clock } from "../clock.ts";
import type { CredentialsMode, HeadersSource, RetryOptions, TransportMode } from "../options.ts";
import type { Page } from "../page.ts";
import { type Settings, withDefaults } from "../settings.ts";

/** The options of runs. Each states its default. */
export interface RunsOptions {
  /**
   * URL of the Tidings API. The client appends its paths (`/chat/completions`, …).
   * @default "/api"
   */
  readonly url?: string;
  /**
   * Headers of each request, above all `Authorization`. The client calls a function before every
   * request. It passes `refresh: true` after a 401, and when a stream ended because its token expired.
   * @default {}
   */
  readonly headers?: HeadersSource;
  /**
   * Whether requests include cookies, as for `fetch`.
   * @default "same-origin"
   */
  readonly credentials?: CredentialsMode;
  /** The back-off before an interrupted stream resumes. */
  readonly retry?: RetryOptions;
  /**
   * The idle timeout: milliseconds without a byte, heartbeats included, after which a stream counts
   * as lost.
   * @default 37500, which is 2.5 heartbeats
   */
  readonly heartbeatTimeout?: number;
  /**
   * How the frames of a run may arrive, as for events.
   * @default "auto"
   */
  readonly transport?: TransportMode;
  /** @default the platform's `fetch` */
  readonly fetch?: typeof globalThis.fetch;
  /**
   * Random numbers from 0 (inclusive) to 1 (exclusive).
   * @default Math.random
   */
  readonly random?: () => number;
  /** @default the platform's clock */
  readonly clock?: Clock;
  /** @default the browser's page; none outside of a browser */
  readonly page?: Page;
  /**
   * Creates random ids. A run whose start was not answered is found by its id.
   * @default 128 random bits in hexadecimal digits
   */
  readonly createId?: () => string;
}

/** The options of runs, completed with their defaults. */
export type RunSettings = Pick<
  Settings,
  | "url"
  | "headers"
  | "credentials"
  | "retry"
  | "heartbeatTimeout"
  | "transport"
  | "fetch"
  | "random"
  | "clock"
  | "page"
  | "createId"
>;

export function toSettings(options: RunsOptions): RunSettings {
  return withDefaults(options);
}
