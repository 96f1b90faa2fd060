import { type HeadersContext, Store, type TidingsClient, type Unsubscribe } from "@tidings/client";
import {
  createSession,
  type Session,
  type SessionOptions,
  type SignedIn,
  type SignInFailure,
} from "@tidings/client/session";
import { serverPath } from "../api/base.ts";
import { DEMO_USERS, type DemoUser } from "./demoUsers.ts";
import { offersDevTokens, requestDevToken } from "./devToken.ts";

/** The identity of the user, as far as the console knows it. */
export type Identity =
  | { readonly kind: "checking" }
  /** Not signed in; demo users are available. */
  | { readonly kind: "demo" }
  /** Not signed in; the identity provider's page is at `url`. */
  | { readonly kind: "sign-in"; readonly url: string; readonly failure: SignInFailure | undefined }
  /** Not signed in; a single sign-on in front of the server signs users in. */
  | { readonly kind: "sso" }
  | { readonly kind: "unreachable"; readonly reason: string }
  | SignedInIdentity;

export interface SignedInIdentity {
  readonly kind: "signed-in";
  readonly user: User;
  /** Whether the console can sign the user out. */
  readonly canSignOut: boolean;
  /** The session was lost while the page was open. The page remains, and offers a sign-in. */
  readonly ended: boolean;
}

export interface User {
  /** Identifies the user. */
  readonly name: string;
  /** For people to read; not unique. */
  readonly label: string;
  readonly isAdmin: boolean;
  /** Whether the user may publish anything. */
  readonly canPublish: boolean;
  /** Patterns of the topics that the user may subscribe to. */
  readonly topics: readonly string[];
}

export interface ConsoleSessionOptions extends SessionOptions {
  /** Stores the token of a demo user across a reload. It ends with the tab, and is never in a URL. */
  readonly storage: Storage;
}

const USER = "tidings.user";
const TOKEN = "tidings.token";

/** The identity of this tab: a demo user with a token, or the user of the browser's session. */
export class ConsoleSession extends Store<Identity> {
  readonly #storage: Storage;
  readonly #fetch: typeof globalThis.fetch;
  readonly #browser: Session;
  #unsubscribe: Unsubscribe | undefined;
  #over = new AbortController();

  constructor(options: ConsoleSessionOptions) {
    super({ kind: "checking" });
    const { storage, fetch = (input, init) => globalThis.fetch(input, init) } = options;
    this.#storage = storage;
    this.#fetch = fetch;
    this.#browser = createSession({ url: serverPath("/api"), ...options });
  }

  /** Aborts with the current identity: its pending requests must not use the next identity. */
  get signal(): AbortSignal {
    return this.#storedUser() ? this.#over.signal : this.#browser.signal;
  }

  /** Finds the identity: a demo user of this tab, the browser's session, or none. */
  async check(): Promise<void> {
    const demo = this.#storedUser();
    if (demo) return this.set(signedInAs(demo));
    await this.#browser.check();
    await this.#show();
    this.#unsubscribe ??= this.#browser.subscribe(() => void this.#show());
  }

  /** @throws {TidingsError} when the server issues no token */
  async signIn(user: DemoUser): Promise<void> {
    const token = await requestDevToken(this.#fetch, user);
    this.#end();
    this.#storage.setItem(TOKEN, token);
    this.#storage.setItem(USER, user.name);
    this.set(signedInAs(user));
  }

  /** Shows the identity provider after a lost session. It returns to this page. */
  signInAgain(): void {
    this.#browser.signIn();
  }

  /** @throws {TidingsError} when the server refuses to end the session */
  async signOut(): Promise<void> {
    if (!this.#storedUser()) {
      await this.#browser.signOut();
      return;
    }
    this.#end();
    this.#storage.removeItem(TOKEN);
    this.#storage.removeItem(USER);
    this.set({ kind: "demo" });
  }

  /** The client's option `headers`. */
  readonly headers = async (context: HeadersContext): Promise<Record<string, string>> => {
    const demo = this.#storedUser();
    if (!demo) return this.#browser.headers(context);
    const token = context.refresh ? await this.#refreshToken(demo) : this.#storage.getItem(TOKEN);
    return token ? { Authorization: `Bearer ${token}` } : {};
  };

  /** The session learns of the end of the client's stream. A demo user has no session. */
  attach(client: TidingsClient): Unsubscribe {
    return this.#storedUser() ? () => undefined : this.#browser.attach(client);
  }

  async #refreshToken(user: DemoUser): Promise<string> {
    const { signal } = this;
    const token = await requestDevToken(this.#fetch, user);
    // Another user may have signed in meanwhile.
    signal.throwIfAborted();
    this.#storage.setItem(TOKEN, token);
    return token;
  }

  #end(): void {
    this.#over.abort(new Error("Signed out"));
    this.#over = new AbortController();
  }

  /** Takes over the state of the browser's session. */
  async #show(): Promise<void> {
    if (this.#storedUser()) return;
    const state = this.#browser.get();
    switch (state.kind) {
      case "checking":
        return;
      case "signed-in":
        return this.set(toIdentity(state, false));
      case "unreachable":
        return this.set({ kind: "unreachable", reason: String(state.error) });
      case "signed-out": {
        const { former, signInUrl: url, failure } = state;
        if (former) this.set(toIdentity(former, true));
        else if (url !== undefined) this.set({ kind: "sign-in", url, failure });
        else this.set(await this.#findDemo());
      }
    }
  }

  async #findDemo(): Promise<Identity> {
    try {
      return (await offersDevTokens(this.#fetch)) ? { kind: "demo" } : { kind: "sso" };
    } catch (error) {
      return { kind: "unreachable", reason: String(error) };
    }
  }

  #storedUser(): DemoUser | undefined {
    if (!this.#storage.getItem(TOKEN)) return undefined;
    const name = this.#storage.getItem(USER);
    return DEMO_USERS.find((user) => user.name === name);
  }
}

function toIdentity(account: SignedIn, ended: boolean): SignedInIdentity {
  const { user: name, name: label, roles, canPublish, topics, canSignOut } = account;
  const user = { name, label, isAdmin: roles.includes("admin"), canPublish, topics };
  return { kind: "signed-in", user, canSignOut, ended };
}

function signedInAs({ name, groups, grants }: DemoUser): SignedInIdentity {
  const user = {
    name,
    label: name,
    isAdmin: groups.includes("admin"),
    canPublish: groups.includes("publisher") || grants.publish.length > 0,
    topics: grants.subscribe,
  };
  return { kind: "signed-in", user, canSignOut: true, ended: false };
}
