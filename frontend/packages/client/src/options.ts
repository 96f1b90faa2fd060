import type { Clock } from "./clock.ts";
import type { EventMap } from "./eventMap.ts";
import type { Page } from "./page.ts";
import type { Channel, KeyValueStore, Locks } from "./platform.ts";
import type { Schema } from "./schema.ts";

/** Why headers are requested. */
export interface HeadersContext {
  /** The last headers were refused, or their token expires: return new ones. */
  readonly refresh: boolean;
}

/** Request headers, as `fetch` accepts them in a browser and in Node. */
export type RequestHeaders = NonNullable<RequestInit["headers"]>;

/** Request headers, or a function that returns them before each request. */
export type HeadersSource =
  | RequestHeaders
  | ((context: HeadersContext) => RequestHeaders | Promise<RequestHeaders>);

/** Whether requests include cookies, as for `fetch`. */
export type CredentialsMode = "include" | "omit" | "same-origin";

/**
 * How events and runs may arrive.
 *
 * - `auto`: as streams. Where the network or the platform holds streams back, by long polling.
 * - `stream`: as streams only.
 * - `poll`: by long polling only.
 */
export type TransportMode = "auto" | "stream" | "poll";

/** The back-off between attempts. Each wait is random, from 0 to a limit that grows. */
export interface RetryOptions {
  /**
   * Limit of the first wait, in milliseconds. The server's `retry:` replaces it.
   * @default 1000
   */
  readonly initialDelay?: number;
  /**
   * The largest limit, in milliseconds.
   * @default 30000
   */
  readonly maxDelay?: number;
  /**
   * Multiplies the limit after each further failure.
   * @default 2
   */
  readonly factor?: number;
  /**
   * The random part of a wait, from 0 (none) to 1 (all).
   * @default 1
   */
  readonly jitter?: number;
  /**
   * Consecutive failures after which the client is `failed`.
   * @default Infinity
   */
  readonly maxAttempts?: number;
  /**
   * A stream that was open for this long resets the limit; milliseconds.
   * @default 5000
   */
  readonly resetAfter?: number;
}

/** The options of a client. Each states its default. */
export interface ClientOptions<Events extends object = EventMap> {
  /**
   * URL of the Tidings API. The client appends its paths (`/events`, …).
   * @default "/api"
   */
  readonly url?: string;
  /**
   * Headers of each request, above all `Authorization`. The client calls a function before every
   * request. It passes `refresh: true` after a 401, and when the token of the open stream expires
   * soon. A function that throws or takes longer than 30 s fails the request, which is retried.
   * Tokens never appear in a URL.
   * @default {}
   */
  readonly headers?: HeadersSource;
  /**
   * Whether requests include cookies, as for `fetch`.
   * @default "same-origin"
   */
  readonly credentials?: CredentialsMode;
  /**
   * Closes the client when it aborts. The client cannot be reopened.
   * @default none
   */
  readonly signal?: AbortSignal;
  /**
   * Event types to receive: exact, `task.*` or `task.**`.
   * @default all
   */
  readonly types?: readonly string[];
  /**
   * Topics or topic patterns to receive, within the token's grants.
   * @default none
   */
  readonly topics?: readonly string[];
  /**
   * The session of this connection.
   * @default none
   */
  readonly session?: string;
  /**
   * The cursor to resume from. It takes precedence over a stored one.
   * @default none: start with the live tail
   */
  readonly lastEventId?: string;
  /**
   * The back-off between attempts, and the number of attempts.
   * @default the defaults of each: 1 s, doubled up to 30 s, without limit
   */
  readonly retry?: RetryOptions;
  /**
   * The idle timeout: milliseconds without a byte after which the connection counts as lost. Before
   * the server announces its heartbeat, the client assumes 15 s.
   * @default 2.5 times the server's heartbeat
   */
  readonly heartbeatTimeout?: number;
  /**
   * How events may arrive. Where the platform's `fetch` gives no stream, as in React Native, `auto`
   * polls at once. With a `fetch` of your own, `auto` tries a stream first.
   * @default "auto"
   */
  readonly transport?: TransportMode;
  /**
   * Whether the stream stays open while the page is hidden. Otherwise the client is `paused`, and
   * receives the missed events when the page is visible again.
   * @default true
   */
  readonly openWhenHidden?: boolean;
  /**
   * Whether all tabs of this origin with the same subscription share one connection. All of these
   * tabs must have the same user. Where users can change within a browser, pass a name that changes
   * with them. Needs Web Locks and BroadcastChannel; without them each tab has its own connection.
   * @default false
   */
  readonly share?: boolean | string;
  /**
   * How many events are cached for later listeners (`on` with `cached`).
   * @default { max: 100 }
   */
  readonly cache?: { readonly max: number };
  /**
   * How many events may wait to be published while the server is unreachable.
   * @default { max: 1000 }
   */
  readonly queue?: { readonly max: number };
  /**
   * Stores the cursor, so that no event is missed across a reload. With `sessionStorage` each tab
   * has its own cursor; with `localStorage` a new tab resumes from the cursor of the last tab.
   * @default none: a reload starts with the live tail
   */
  readonly storage?: KeyValueStore;
  /**
   * Validates and transforms the data, by event type. An event with invalid data is not delivered,
   * and `onError` receives the error.
   * @default none: the data is not validated
   */
  readonly schemas?: { readonly [Type in keyof Events & string]?: Schema<Events[Type]> };
  /**
   * Receives errors: data that its schema rejects, a listener that throws, a token that cannot be
   * refreshed, a full storage, denied locks. A failure of `headers` or an unreachable server is
   * reported once, until an attempt succeeds or the cause changes.
   * @default reported as an uncaught error; outside of browsers logged by `console.error`
   */
  readonly onError?: (error: unknown) => void;
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
  /** @default navigator.locks; none on a server */
  readonly locks?: Locks;
  /** @default creates a BroadcastChannel; none on a server */
  readonly openChannel?: (name: string) => Channel;
  /**
   * Creates the ids of published events.
   * @default 128 random bits
   */
  readonly createId?: () => string;
}
