import { type Clock, systemClock } from "./clock.ts";
import type {
  ClientOptions,
  CredentialsMode,
  HeadersSource,
  RetryOptions,
  TransportMode,
} from "./options.ts";
import { browserPage, type Page } from "./page.ts";
import {
  type Channel,
  hasStreams,
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
  readonly credentials: CredentialsMode;
  readonly types: readonly string[];
  readonly topics: readonly string[];
  readonly session?: string;
  readonly lastEventId?: string;
  readonly retry: Required<RetryOptions>;
  readonly heartbeatTimeout?: number;
  readonly transport: TransportMode;
  readonly openWhenHidden: boolean;
  readonly share: string | undefined;
  readonly cache: { readonly max: number };
  readonly queue: { readonly max: number };
  readonly storage?: KeyValueStore;
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
  const {
    url = "/api",
    fetch,
    transport = "auto",
    retry,
    share = false,
    cache,
    queue,
    onError = reportUncaught,
    ...rest
  } = options;
  return {
    headers: {},
    credentials: "same-origin",
    types: [],
    topics: [],
    openWhenHidden: true,
    schemas: {},
    random: Math.random,
    clock: systemClock,
    page: browserPage(),
    locks: platformLocks(),
    openChannel: platformChannel(),
    createId: randomId,
    ...defined(rest),
    url: url.replace(/\/+$/, ""),
    // Wrapped: the platform's fetch rejects a call as a method of another object.
    fetch: fetch ?? ((...request) => globalThis.fetch(...request)),
    // A `fetch` of the application may give streams where that of the platform does not.
    transport: transport === "auto" && !(fetch || hasStreams()) ? "poll" : transport,
    retry: { ...RETRY, ...retry },
    share: share === false ? undefined : share === true ? "" : share,
    cache: { max: 100, ...cache },
    queue: { max: 1000, ...queue },
    onError: guarded(onError),
  };
}

/** Without the options that are `undefined`, which have their defaults. */
function defined<Options extends object>(options: Options): Options {
  const entries = Object.entries(options).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as Options;
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

/** Names a subscription: clients with the same name receive the same events, in the same order. */
export function subscriptionName({ url, types, topics, session }: Settings): string {
  const sorted = [[...types].sort(), [...topics].sort()];
  return `tidings/1:${JSON.stringify([url, ...sorted, session ?? null])}`;
}
