import { type HeadersContext, Store } from "@tidings/client";
import { serverPath } from "../api/base.ts";
import { DEMO_USERS, type DemoUser } from "./demoUsers.ts";
import { offersDevTokens, requestDevToken } from "./devToken.ts";

/** The identity of the user, as far as the console knows it. */
export type Identity =
  | { readonly kind: "checking" }
  /** Not signed in; demo users are available. */
  | { readonly kind: "demo" }
  /** Not signed in; the single sign-on signs users in. */
  | { readonly kind: "sso" }
  | { readonly kind: "unreachable"; readonly reason: string }
  /** `user` is `undefined` where the identity is an SSO cookie, which the page cannot read. */
  | SignedIn;

export interface SignedIn {
  readonly kind: "signed-in";
  readonly user: DemoUser | undefined;
}

export interface SessionOptions {
  /** Stores the token across a reload. It ends with the tab, and the token is never in a URL. */
  readonly storage: Storage;
  /** @default the platform's `fetch` */
  readonly fetch?: typeof globalThis.fetch;
}

const USER = "tidings.user";
const TOKEN = "tidings.token";

/** The identity of this tab, and its token. */
export class Session extends Store<Identity> {
  readonly #storage: Storage;
  readonly #fetch: typeof globalThis.fetch;
  #over = new AbortController();

  constructor({ storage, fetch = (input, init) => globalThis.fetch(input, init) }: SessionOptions) {
    super({ kind: "checking" });
    this.#storage = storage;
    this.#fetch = fetch;
  }

  /** Aborts with the current identity: its pending requests must not use the next identity. */
  get signal(): AbortSignal {
    return this.#over.signal;
  }

  /** Finds the identity: a demo user of this tab, an SSO cookie, or none. */
  async check(): Promise<void> {
    const user = this.#storedUser();
    if (user) return this.set({ kind: "signed-in", user });
    try {
      this.set(await this.#fetchIdentity());
    } catch (error) {
      this.set({ kind: "unreachable", reason: String(error) });
    }
  }

  /** @throws {TidingsError} when the server issues no token */
  async signIn(user: DemoUser): Promise<void> {
    const token = await requestDevToken(this.#fetch, user);
    this.#end();
    this.#storage.setItem(TOKEN, token);
    this.#storage.setItem(USER, user.name);
    this.set({ kind: "signed-in", user });
  }

  signOut(): void {
    this.#end();
    this.#storage.removeItem(TOKEN);
    this.#storage.removeItem(USER);
    this.set({ kind: "demo" });
  }

  /** Requests a new token for the user; `undefined` where a cookie has the token. */
  async refresh(): Promise<string | undefined> {
    const user = this.#storedUser();
    if (!user) return undefined;
    const { signal } = this;
    const token = await requestDevToken(this.#fetch, user);
    // Another user may have signed in meanwhile.
    signal.throwIfAborted();
    this.#storage.setItem(TOKEN, token);
    return token;
  }

  /** The client's option `headers`. */
  readonly headers = async ({ refresh }: HeadersContext): Promise<Record<string, string>> => {
    const token = refresh ? await this.refresh() : this.#storage.getItem(TOKEN);
    return token ? { Authorization: `Bearer ${token}` } : {};
  };

  #end(): void {
    this.#over.abort(new Error("Signed out"));
    this.#over = new AbortController();
  }

  async #fetchIdentity(): Promise<Identity> {
    if (await offersDevTokens(this.#fetch)) return { kind: "demo" };
    const { ok } = await this.#fetch(serverPath("/api/connections"));
    return ok ? { kind: "signed-in", user: undefined } : { kind: "sso" };
  }

  #storedUser(): DemoUser | undefined {
    if (!this.#storage.getItem(TOKEN)) return undefined;
    const name = this.#storage.getItem(USER);
    return DEMO_USERS.find((user) => user.name === name);
  }
}
