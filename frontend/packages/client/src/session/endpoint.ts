import { readRefusal } from "../problem.ts";
import type { Account } from "./account.ts";
import type { SessionSettings } from "./options.ts";

/** How long a request may take, in milliseconds. Other tabs wait for it. */
const TIMEOUT = 20_000;

/** The server's paths below `/auth`. */
export class AuthEndpoint {
  readonly #settings: SessionSettings;
  /** The server's clock minus this one's, in milliseconds. */
  #skew = 0;

  constructor(settings: SessionSettings) {
    this.#settings = settings;
  }

  /** The time at the server, in milliseconds since the Unix epoch. */
  now(): number {
    return this.#settings.clock.now() + this.#skew;
  }

  /** @throws {TidingsError} when the server refuses; another error when it is unreachable */
  async fetchAccount(): Promise<Account> {
    const answer = await this.#send("me", { cache: "no-store" });
    if (!answer.ok) throw await this.#refusal(answer);
    const date = Date.parse(answer.headers.get("Date") ?? "");
    if (!Number.isNaN(date)) this.#skew = date - this.#settings.clock.now();
    return answer.json();
  }

  /**
   * Refreshes the session of the cookies.
   *
   * @returns whether it continues; `false` when the user must sign in again
   * @throws {TidingsError} while the identity provider is unreachable
   */
  async refresh(): Promise<boolean> {
    const answer = await this.#send("refresh", { method: "POST" });
    if (answer.status === 401) return false;
    if (!answer.ok) throw await this.#refusal(answer);
    return true;
  }

  /**
   * Ends the session.
   *
   * @returns the page to show next, which signs out of the identity provider, too
   * @throws {TidingsError} when the server refuses
   */
  async signOut(): Promise<string> {
    const answer = await this.#send("logout", { method: "POST" });
    if (!answer.ok) throw await this.#refusal(answer);
    const { location }: { readonly location: string } = await answer.json();
    return location;
  }

  async #send(path: string, init: RequestInit): Promise<Response> {
    const { fetch, root, credentials, clock } = this.#settings;
    const late = new AbortController();
    const cancel = clock.after(TIMEOUT, () => {
      late.abort(new Error(`The server did not answer in ${TIMEOUT / 1000} s`));
    });
    try {
      return await fetch(`${root}/auth/${path}`, { ...init, credentials, signal: late.signal });
    } finally {
      cancel();
    }
  }

  #refusal(answer: Response) {
    return readRefusal(answer, this.#settings.clock.now());
  }
}
