import type { Clock } from "./clock.ts";
import type { EventMap } from "./eventMap.ts";
import type { Page } from "./page.ts";
import type { Channel, KeyValueStore, Locks } from "./platform.ts";
import type { Schema } from "./schema.ts";

/** Why headers are asked for. */
export interface HeadersContext {
  /** The last ones were refused, or their token ends: bring fresh ones. */
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
   * The part of a wait that is random, from 0 (none) to 1 (all of it).
   * @default 1
   */
  readonly jitter?: number;
  /**
   * Failures in a row after which the client gives up and is `failed`.
   * @default Infinity
   */
  readonly maxAttempts?: number;
  /**
   * How long a stream must have been open, in milliseconds, for the limit to start anew.
   * @default 5000
   */
  readonly resetAfter?: number;
}

/** How a client behaves; each option says its default. */
export interface ClientOptions<Events extends object = EventMap> {
  /**
   * Where the Tidings API is; its paths (`/events`, …) are appended.
   * @default "/api"
   */
  readonly url?: string;
  /**
   * Headers of each request, `Authorization` above all. A function is asked before every request,
   * and with `refresh: true` after a 401 and when the token of the open stream ends soon. It has
   * 30 s; where it throws or takes longer, the request counts as failed and is tried again. Tokens
   * never go into a URL.
   * @default {}
   */
  readonly headers?: HeadersSource;
  /**
   * Whether cookies go along, as for `fetch`.
   * @default "same-origin"
   */
  readonly credentials?: RequestCredentials;
  /**
   * Closes the client when it aborts; it cannot be opened after.
   * @default none
   */
  readonly signal?: AbortSignal;
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
   * The cursor to resume from. It goes before one that `storage` has.
   * @default none: start live
   */
  readonly lastEventId?: string;
  /**
   * How long to wait before coming back, and when to give up.
   * @default the defaults of each: 1 s, doubled up to 30 s, for ever
   */
  readonly retry?: RetryOptions;
  /**
   * Milliseconds without a single byte after which the connection counts as dead. Until the server
   * has told its heartbeat, one of 15 s is assumed.
   * @default 2.5 times the server's heartbeat
   */
  readonly heartbeatTimeout?: number;
  /**
   * Whether the stream stays open while the page is hidden. If not, the client is `paused` then,
   * and catches up when the page is seen again.
   * @default true
   */
  readonly openWhenHidden?: boolean;
  /**
   * Whether all tabs of this origin with the same subscription share one connection. They must be of
   * one user: where users can change within a browser, give a name that changes with them. Needs Web
   * Locks and BroadcastChannel; where they are missing or denied each tab has its own connection.
   * @default false
   */
  readonly share?: boolean | string;
  /**
   * How many events are kept for those who subscribe late (`on` with `cached`).
   * @default { max: 100 }
   */
  readonly cache?: { readonly max: number };
  /**
   * How many events may wait to be published while the server cannot be reached.
   * @default { max: 1000 }
   */
  readonly queue?: { readonly max: number };
  /**
   * Where the cursor is kept, so that a reload misses nothing. `sessionStorage` gives each tab its
   * own; with `localStorage` a new tab goes on from where the last one was.
   * @default none: a reload starts live
   */
  readonly storage?: KeyValueStore;
  /**
   * What checks and shapes the data, by event type. Data that does not fit is told to `onError` and
   * not delivered.
   * @default none: the data is taken as it comes
   */
  readonly schemas?: { readonly [Type in keyof Events & string]?: Schema<Events[Type]> };
  /**
   * Told what goes wrong: data that does not fit its schema, a listener that throws, a token that
   * cannot be refreshed, a storage that is full, locks that are denied. What keeps the server from
   * being reached, or `headers` from bringing any, it is told once, until it works or the cause is
   * another.
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
  /** @default the browser's page, or none outside of one */
  readonly page?: Page;
  /** @default navigator.locks, but none on a server */
  readonly locks?: Locks;
  /** @default makes a BroadcastChannel, but none on a server */
  readonly openChannel?: (name: string) => Channel;
  /**
   * Makes the ids of published events.
   * @default 128 random bits
   */
  readonly createId?: () => string;
}
