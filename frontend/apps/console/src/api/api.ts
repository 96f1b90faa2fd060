import type { HeadersSource } from "@tidings/client";
import { TidingsError } from "@tidings/client";
import { serverPath } from "./base.ts";
import type { AnswerOf, BodyOf, ParametersOf, PathOf } from "./operations.ts";
import { readProblem } from "./problem.ts";

export interface ApiOptions {
  /** The same function as for the client. */
  readonly headers: Extract<HeadersSource, (...parameters: never[]) => unknown>;
  /** @default the platform's `fetch` */
  readonly fetch?: typeof globalThis.fetch;
}

/** The values for a path and its query. */
interface Parameters {
  readonly path?: Readonly<Record<string, string>> | undefined;
  readonly query?: Readonly<Record<string, unknown>> | undefined;
}

/**
 * Sends requests to the HTTP API, with the user's identity. The server's OpenAPI document defines
 * paths, parameters and bodies. Every method throws a {@link TidingsError} when the server refuses,
 * and another error when the server is unreachable.
 */
export class Api {
  readonly #headers: ApiOptions["headers"];
  readonly #fetch: typeof globalThis.fetch;

  constructor({ headers, fetch = (input, init) => globalThis.fetch(input, init) }: ApiOptions) {
    this.#headers = headers;
    this.#fetch = fetch;
  }

  async get<Path extends PathOf<"get">>(
    path: Path,
    parameters: ParametersOf<Path, "get">,
    signal?: AbortSignal,
  ): Promise<AnswerOf<Path>> {
    const answer = await this.#send(path, parameters, signal ? { signal } : {});
    return answer.json();
  }

  /** @param body JSON text; none where the operation has no body */
  async post<Path extends PathOf<"post">>(
    path: Path,
    parameters: ParametersOf<Path, "post">,
    body?: string,
  ): Promise<AnswerOf<Path, "post">> {
    const answer = await this.#send(path, parameters, { method: "POST", ...json(body) });
    return answer.json();
  }

  async patch<Path extends PathOf<"patch">>(
    path: Path,
    parameters: ParametersOf<Path, "patch">,
    body: BodyOf<Path, "patch">,
  ): Promise<AnswerOf<Path, "patch">> {
    const init = { method: "PATCH", ...json(JSON.stringify(body)) };
    const answer = await this.#send(path, parameters, init);
    return answer.json();
  }

  async delete<Path extends PathOf<"delete">>(
    path: Path,
    parameters: ParametersOf<Path, "delete">,
  ): Promise<void> {
    await this.#send(path, parameters, { method: "DELETE" });
  }

  async #send(path: string, parameters: Parameters, init: RequestInit): Promise<Response> {
    const url = serverPath(toUrl(path, parameters));
    let answer = await this.#sendOnce(url, init, false);
    if (answer.status === 401) answer = await this.#sendOnce(url, init, true);
    if (!answer.ok) throw new TidingsError(answer.status, await readProblem(answer));
    return answer;
  }

  async #sendOnce(url: string, init: RequestInit, refresh: boolean): Promise<Response> {
    const headers = new Headers(await this.#headers({ refresh }));
    new Headers(init.headers).forEach((value, name) => {
      headers.set(name, value);
    });
    return this.#fetch(url, { ...init, headers, cache: "no-store" });
  }
}

function json(body: string | undefined): RequestInit {
  return body === undefined ? {} : { body, headers: { "Content-Type": "application/json" } };
}

/** Replaces `{name}` in `path`, and appends the query. */
function toUrl(path: string, { path: values = {}, query = {} }: Parameters): string {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(values[name] ?? ""),
  );
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) params.set(name, String(value));
  }
  return params.size > 0 ? `${filled}?${params}` : filled;
}
