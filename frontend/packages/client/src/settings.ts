import { type Clock, systemClock } from "./clock.ts";
import type { ClientOptions, HeadersSource, RetryOptions } from "./options.ts";
import { browserPage, type Page } from "./page.ts";
import {
  type Channel,
  type KeyValueStore,
  type Locks,
  platformChannel,
  platformLocks,
  randomId,
  reportUncaught,
} from "./platform.ts";
import type { Schema } from "./schema.ts";

/** The options, completed with their defaults. */
export interface Settings {
  readonly url: string;
  readonly headers: HeadersSource;
  readonly credentials: RequestCredentials;
  readonly types: readonly string[];
  readonly topics: readonly string[];
  readonly session: string | undefined;
  readonly lastEventId: string | undefined;
  readonly retry: Required<RetryOptions>;
  readonly heartbeatTimeout: number | undefined;
  readonly openWhenHidden: boolean;
  readonly share: string | undefined;
  readonly cache: { readonly max: number };
  readonly queue: { readonly max: number };
  readonly storage: KeyValueStore | undefined;
  readonly schemas: Readonly<Record<string, Schema | undefined>>;
  readonly onError: (error: unknown) => void;
  readonly fetch: typeof globalThis.fetch;
  readonly random: () => number;
  readonly clock: Clock;
  readonly page: Page;
  readonly locks: Locks | undefined;
  readonly openChannel: ((name: string) => Channel) | undefined;
  readonly createId: () => string;
}

const RETRY: Required<RetryOptions> = {
  initialDelay: 1000,
  maxDelay: 30_000,
  factor: 2,
  jitter: 1,
  maxAttempts: Number.POSITIVE_INFINITY,
  resetAfter: 5000,
};

export function withDefaults(options: ClientOptions): Settings {
  return {
    ...subscription(options),
    ...platform(options),
    retry: { ...RETRY, ...options.retry },
    heartbeatTimeout: options.heartbeatTimeout,
    openWhenHidden: options.openWhenHidden ?? true,
    share: shareName(options.share ?? false),
    cache: { max: 100, ...options.cache },
    queue: { max: 1000, ...options.queue },
    storage: options.storage,
    schemas: options.schemas ?? {},
    onError: guarded(options.onError ?? reportUncaught),
  };
}

/** An `onError` that throws does not interrupt the delivery. */
function guarded(onError: (error: unknown) => void): (error: unknown) => void {
  return (error) => {
    try {
      onError(error);
    } catch (thrown) {
      reportUncaught(thrown);
    }
  };
}

function subscription(options: ClientOptions) {
  return {
    url: (options.url ?? "/api").replace(/\/+$/, ""),
    headers: options.headers ?? {},
    credentials: options.credentials ?? "same-origin",
    types: options.types ?? [],
    topics: options.topics ?? [],
    session: options.session,
    lastEventId: options.lastEventId,
  };
}

function platform(options: ClientOptions) {
  return {
    // Wrapped: the platform's fetch rejects a call as a method of another object.
    fetch: options.fetch ?? ((input: RequestInfo | URL, init) => globalThis.fetch(input, init)),
    random: options.random ?? Math.random,
    clock: options.clock ?? systemClock,
    page: options.page ?? browserPage(),
    locks: options.locks ?? platformLocks(),
    openChannel: options.openChannel ?? platformChannel(),
    createId: options.createId ?? randomId,
  } satisfies Partial<Settings>;
}

function shareName(share: boolean | string): string | undefined {
  if (share === false) return undefined;
  return share === true ? "" : share;
}

/** Names a subscription: clients with the same name receive the same events, in the same order. */
export function subscriptionName({ url, types, topics, session }: Settings): string {
  const sorted = [[...types].sort(), [...topics].sort()];
  return `tidings/1:${JSON.stringify([url, ...sorted, session ?? null])}`;
}
