import { sleep } from "./clock.ts";
import type { RequestHeaders } from "./options.ts";
import { readRefusal } from "./problem.ts";
import type { Settings } from "./settings.ts";
import { anySignal, throwIfAborted } from "./signals.ts";

/** The settings of a request. */
export type RequestSettings = Pick<Settings, "url" | "headers" | "credentials" | "fetch" | "clock">;

export interface RequestOptions extends RequestInit {
  readonly headers?: Readonly<Record<string, string>>;
  /** Whether the headers must be new. */
  readonly refresh?: boolean;
  /** The headers are complete, and the request is sent. */
  readonly onSent?: () => void;
}

/** The timeout of the option `headers`, in milliseconds. */
const HEADERS_TIMEOUT = 30_000;

/** Sends one request to the API, with the application's headers. */
export async function request(
  settings: RequestSettings,
  path: string,
  { refresh = false, onSent, ...init }: RequestOptions,
): Promise<Response> {
  // A client that is closed in the same turn requests neither headers nor anything else: React's
  // StrictMode connects, closes and connects.
  await undefined;
  throwIfAborted(init.signal);
  const headers = new Headers(await resolveHeaders(settings, refresh, init.signal));
  new Headers(init.headers).forEach((value, name) => {
    headers.set(name, value);
  });
  throwIfAborted(init.signal);
  onSent?.();
  const { credentials } = settings;
  return settings.fetch(settings.url + path, { ...init, credentials, headers });
}

/** Resolves the application's headers. It fails after a timeout, or when the signal aborts. */
async function resolveHeaders(
  { headers, clock }: RequestSettings,
  refresh: boolean,
  signal: AbortSignal | null | undefined,
): Promise<RequestHeaders> {
  if (typeof headers !== "function") return headers;
  const resolved = headers({ refresh });
  const over = new AbortController();
  const given = signal ? anySignal(over.signal, signal) : over.signal;
  const late = sleep(clock, HEADERS_TIMEOUT, given).then(() => {
    throwIfAborted(signal);
    throw new Error(`\`headers\` did not return in ${HEADERS_TIMEOUT / 1000} s`);
  });
  try {
    return await Promise.race([resolved, late]);
  } finally {
    over.abort();
  }
}

/**
 * Sends a request that succeeds or throws. After a 401 it retries once with new headers.
 * @throws {TidingsError} when the server refuses
 */
export async function send(
  settings: RequestSettings,
  path: string,
  options: RequestOptions,
): Promise<Response> {
  let response = await request(settings, path, options);
  if (response.status === 401 && canRefresh(settings) && !options.refresh) {
    response = await request(settings, path, { ...options, refresh: true });
  }
  if (!response.ok) throw await readRefusal(response, settings.clock.now());
  return response;
}

/** Whether a retry after a 401 can succeed: only a function returns other headers. */
export function canRefresh(settings: Pick<Settings, "headers">): boolean {
  return typeof settings.headers === "function";
}

/** The query of a subscription: its filters and further parameters. */
export function query(
  { types, topics, session }: Settings,
  more: Readonly<Record<string, string | undefined>> = {},
): string {
  const all = { types: types.join(","), topics: topics.join(","), session, ...more };
  // Not URLSearchParams, which is incomplete in React Native.
  const params = Object.entries(all)
    .filter(([, value]) => value)
    .map(([name, value]) => `${name}=${encodeURIComponent(value as string)}`)
    .join("&");
  return params && `?${params}`;
}
