import type { HeadersSource } from "@tidings/client";
import { TidingsError } from "@tidings/client";
import { atServer } from "./base.ts";
import { readProblem } from "./problem.ts";

export interface ApiOptions {
  /** As for the client. */
  readonly headers: Extract<HeadersSource, (...parameters: never[]) => unknown>;
  /** @default the platform's `fetch` */
  readonly fetch?: typeof globalThis.fetch;
}

/** Requests to the server beside the stream, with the user's identity. */
export class Api {
  readonly #headers: ApiOptions["headers"];
  readonly #fetch: typeof globalThis.fetch;

  constructor({ headers, fetch = (input, init) => globalThis.fetch(input, init) }: ApiOptions) {
    this.#headers = headers;
    this.#fetch = fetch;
  }

  /**
   * @param path below the API's URL; what OpenAI's clients ask for stands beside it, below `/v1`
   * @throws {TidingsError} when the server refuses; another error when it is not reached
   */
  async get(path: string, signal?: AbortSignal): Promise<unknown> {
    const answer = await this.#send(path, signal ? { signal } : {});
    return answer.json();
  }

  /**
   * @param body JSON text
   * @throws {TidingsError} as for `get`
   */
  async patch(path: string, body: string): Promise<void> {
    await this.#send(path, {
      method: "PATCH",
      body,
      headers: { "Content-Type": "application/json" },
    });
  }

  /** @throws {TidingsError} as for `get` */
  async delete(path: string): Promise<void> {
    await this.#send(path, { method: "DELETE" });
  }

  /**
   * @param body JSON text, or nothing at all
   * @throws {TidingsError} as for `get`
   */
  async post(path: string, body?: string): Promise<unknown> {
    const sent =
      body === undefined ? {} : { body, headers: { "Content-Type": "application/json" } };
    const answer = await this.#send(path, { method: "POST", ...sent });
    return answer.json();
  }

  async #send(path: string, init: RequestInit): Promise<Response> {
    let answer = await this.#once(path, init, false);
    if (answer.status === 401) answer = await this.#once(path, init, true);
    if (!answer.ok) throw new TidingsError(answer.status, await readProblem(answer));
    return answer;
  }

  async #once(path: string, init: RequestInit, refresh: boolean): Promise<Response> {
    const headers = new Headers(await this.#headers({ refresh }));
    new Headers(init.headers).forEach((value, name) => {
      headers.set(name, value);
    });
    const url = path.startsWith("/v1/") ? path : `/api${path}`;
    return this.#fetch(atServer(url), { ...init, headers, cache: "no-store" });
  }
}
