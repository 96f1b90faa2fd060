import { type Clock, systemClock } from "./clock.ts";

/** Why headers are asked for. */
export interface HeadersContext {
  /** The last ones were refused, or their token has ended: bring fresh ones. */
  readonly refresh: boolean;
}

/** Request headers, or a function that brings them before each request. */
export type HeadersSource =
  | HeadersInit
  | ((context: HeadersContext) => HeadersInit | Promise<HeadersInit>);

/** How long to wait before coming back. The wait is random between 0 and a limit that grows. */
export interface RetryOptions {
  /**
   * Limit of the first wait, in milliseconds. The server's `retry:` replaces it.
   * @default 1000
   */
  readonly initialDelay?: number;
  /**
   * What the limit never grows beyond, in milliseconds.
   * @default 30000
   */
  readonly maxDelay?: number;
  /**
   * What each further failure multiplies the limit by.
   * @default 2
   */
  readonly factor?: number;
  /**
   * How long a stream must have been open, in milliseconds, for the limit to start anew.
   * @default 5000
   */
  readonly resetAfter?: number;
}

export interface ClientOptions {
  /**
   * Where the Tidings API is; its paths (`/events`, …) are appended.
   * @default "/api"
   */
  readonly url?: string;
  /**
   * Headers of each request, `Authorization` above all. A function is asked before every request,
   * and with `refresh: true` after a 401. Tokens never go into a URL.
   * @default {}
   */
  readonly headers?: HeadersSource;
  /**
   * Event types to receive: exact, `task.*` or `task.**`.
   * @default all
   */
  readonly types?: readonly string[];
  /**
   * Topics or topic patterns to receive, within what the token grants.
   * @default none
   */
  readonly topics?: readonly string[];
  /**
   * The session to bind to.
   * @default none
   */
  readonly session?: string;
  /**
   * The cursor to resume from.
   * @default none: start live
   */
  readonly lastEventId?: string;
  readonly retry?: RetryOptions;
  /**
   * Milliseconds without a single byte after which the connection counts as dead. Until the server
   * has told its heartbeat, one of 15 s is assumed.
   * @default 2.5 times the server's heartbeat
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
}

/** The options with every default in place. */
export interface Settings {
  readonly url: string;
  readonly headers: HeadersSource;
  readonly types: readonly string[];
  readonly topics: readonly string[];
  readonly session: string | undefined;
  readonly lastEventId: string | undefined;
  readonly retry: Required<RetryOptions>;
  readonly heartbeatTimeout: number | undefined;
  readonly fetch: typeof globalThis.fetch;
  readonly random: () => number;
  readonly clock: Clock;
}

export function withDefaults(options: ClientOptions): Settings {
  return {
    url: (options.url ?? "/api").replace(/\/+$/, ""),
    headers: options.headers ?? {},
    types: options.types ?? [],
    topics: options.topics ?? [],
    session: options.session,
    lastEventId: options.lastEventId,
    retry: { initialDelay: 1000, maxDelay: 30_000, factor: 2, resetAfter: 5000, ...options.retry },
    heartbeatTimeout: options.heartbeatTimeout,
    // Wrapped, because the platform's fetch refuses to be called as a method of another object.
    fetch: options.fetch ?? ((input, init) => globalThis.fetch(input, init)),
    random: options.random ?? Math.random,
    clock: options.clock ?? systemClock,
  };
}
