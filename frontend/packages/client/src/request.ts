import { refusal } from "./problem.ts";
import type { Settings } from "./settings.ts";

/** What a request needs to know. */
type Requesting = Pick<Settings, "url" | "headers" | "credentials" | "fetch" | "clock">;

export interface RequestOptions extends RequestInit {
  /** Whether the headers must be fresh ones. */
  readonly refresh?: boolean;
}

/** One request to the API, carrying the application's headers. */
export async function request(
  settings: Requesting,
  path: string,
  { refresh = false, ...init }: RequestOptions,
): Promise<Response> {
  const source = settings.headers;
  // Always awaited: a client that is closed in the same turn makes no request.
  const headers = new Headers(await (typeof source === "function" ? source({ refresh }) : source));
  new Headers(init.headers).forEach((value, name) => {
    headers.set(name, value);
  });
  init.signal?.throwIfAborted();
  const { credentials } = settings;
  return settings.fetch(`${settings.url}${path}`, { ...init, credentials, headers });
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
