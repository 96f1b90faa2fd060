import type { Settings } from "./options.ts";

/** One request to the API, carrying the application's headers. */
export async function request(
  settings: Settings,
  path: string,
  init: RequestInit & { readonly refresh?: boolean },
): Promise<Response> {
  const { refresh = false, ...rest } = init;
  const source = settings.headers;
  // Always awaited: a client that is closed in the same turn makes no request.
  const headers = new Headers(await (typeof source === "function" ? source({ refresh }) : source));
  new Headers(init.headers).forEach((value, name) => {
    headers.set(name, value);
  });
  rest.signal?.throwIfAborted();
  return settings.fetch(`${settings.url}${path}`, { ...rest, headers });
}

/** Whether a 401 is worth a second try: only a function can bring other headers. */
export function canRefresh(settings: Settings): boolean {
  return typeof settings.headers === "function";
}
