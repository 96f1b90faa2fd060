import { sleep } from "./clock.ts";
import { refusal } from "./problem.ts";
import type { Settings } from "./settings.ts";
import { anySignal, throwIfAborted } from "./signals.ts";

/** What a request needs to know. */
export type Requesting = Pick<Settings, "url" | "headers" | "credentials" | "fetch" | "clock">;

export interface RequestOptions extends RequestInit {
  readonly headers?: Readonly<Record<string, string>>;
  /** Whether the headers must be fresh ones. */
  readonly refresh?: boolean;
  /** The headers are there: from now on it is for the server to answer. */
  readonly onSent?: () => void;
}

/** How long whoever brings the headers may take, in milliseconds. */
const HEADERS = 30_000;

/** One request to the API, carrying the application's headers. */
export async function request(
  settings: Requesting,
  path: string,
  { refresh = false, onSent, ...init }: RequestOptions,
): Promise<Response> {
  // Always awaited: a client that is closed in the same turn makes no request.
  const headers = new Headers(await bring(settings, refresh, init.signal));
  new Headers(init.headers).forEach((value, name) => {
    headers.set(name, value);
  });
  throwIfAborted(init.signal);
  onSent?.();
  const { credentials } = settings;
  return settings.fetch(`${settings.url}${path}`, { ...init, credentials, headers });
}

/** The application's headers, unless they take too long or are no longer wanted. */
async function bring(
  { headers, clock }: Requesting,
  refresh: boolean,
  signal: AbortSignal | null | undefined,
): Promise<HeadersInit> {
  if (typeof headers !== "function") return headers;
  const brought = headers({ refresh });
  const over = new AbortController();
  const given = signal ? anySignal(over.signal, signal) : over.signal;
  const late = sleep(clock, HEADERS, given).then(() => {
    throwIfAborted(signal);
    throw new Error(`\`headers\` brought nothing in ${HEADERS / 1000} s`);
  });
  try {
    return await Promise.race([brought, late]);
  } finally {
    over.abort();
  }
}

/**
 * A request that succeeds or throws; fresh headers are tried once after a 401.
 * @throws {TidingsError} when the server refuses
 */
export async function send(
  settings: Requesting,
  path: string,
  options: RequestOptions,
): Promise<Response> {
  let response = await request(settings, path, options);
  if (response.status === 401 && canRefresh(settings) && !options.refresh) {
    response = await request(settings, path, { ...options, refresh: true });
  }
  if (!response.ok) throw await refusal(response, settings.clock.now());
  return response;
}

/** Whether a 401 is worth a second try: only a function can bring other headers. */
export function canRefresh(settings: Pick<Settings, "headers">): boolean {
  return typeof settings.headers === "function";
}

/** The filters of a subscription as a query, with what else is given. */
export function query(
  { types, topics, session }: Settings,
  more: Readonly<Record<string, string | undefined>> = {},
): string {
  const params = new URLSearchParams();
  const add = (name: string, value: string | undefined) => {
    if (value) params.set(name, value);
  };
  add("types", types.join(","));
  add("topics", topics.join(","));
  add("session", session);
  for (const [name, value] of Object.entries(more)) add(name, value);
  return params.size > 0 ? `?${params}` : "";
}
