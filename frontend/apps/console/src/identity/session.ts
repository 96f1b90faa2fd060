import { type HeadersContext, Store } from "@tidings/client";
import { type Account, endSession, fetchAccount, refreshSession } from "./account.ts";
import { DEMO_USERS, type DemoUser } from "./demoUsers.ts";
import { offersDevTokens, requestDevToken } from "./devToken.ts";
import type { SignInFailure } from "./signInFailure.ts";

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
  | SignedIn;

export interface SignedIn {
  readonly kind: "signed-in";
  readonly user: User;
  /** Whether the console can sign the user out. */
  readonly canSignOut: boolean;
}

export interface User {
  /** Identifies the user. */
  readonly name: string;
  /** For people to read; not unique. */
  readonly label: string;
  readonly isAdmin: boolean;
  /** Patterns of the topics that the user may subscribe to. */
  readonly topics: readonly string[];
}

export interface SessionOptions {
  /** Stores the token of a demo user across a reload. It ends with the tab, and is never in a URL. */
  readonly storage: Storage;
  /** @default the platform's `fetch` */
  readonly fetch?: typeof globalThis.fetch;
  /** Shows another page. */
  readonly navigate?: (url: string) => void;
  /** The page to return to after a sign-in: path, query and fragment. */
  readonly page?: string;
  /** The reason why a sign-in failed, from the page's URL. */
  readonly failure?: SignInFailure | undefined;
  /** Shared by the tabs of the browser. Without it, tabs that refresh at once refresh twice. */
  readonly locks?: Pick<LockManager, "request"> | undefined;
}

const USER = "tidings.user";
const TOKEN = "tidings.token";
/** The tab has been sent to the identity provider once: a second time is up to the user. */
const TRIED = "tidings.sign-in-tried";
const LOCK = "tidings.session";

/** The identity of this tab, and its token. */
export class Session extends Store<Identity> {
  readonly #storage: Storage;
  readonly #fetch: typeof globalThis.fetch;
  readonly #navigate: (url: string) => void;
  readonly #page: string;
  readonly #failure: SignInFailure | undefined;
  readonly #locks: Pick<LockManager, "request"> | undefined;
  /** The end of the session as far as this tab knows, RFC 3339. */
  #expires: string | undefined;
  #over = new AbortController();

  constructor({
    storage,
    fetch = (input, init) => globalThis.fetch(input, init),
    navigate = (url) => globalThis.location.assign(url),
    page = "/",
    failure,
    locks,
  }: SessionOptions) {
    super({ kind: "checking" });
    this.#storage = storage;
    this.#fetch = fetch;
    this.#navigate = navigate;
    this.#page = page;
    this.#failure = failure;
    this.#locks = locks;
  }

  /** Aborts with the current identity: its pending requests must not use the next identity. */
  get signal(): AbortSignal {
    return this.#over.signal;
  }

  /**
   * Finds the identity: a demo user of this tab, a cookie, or none. Without one, a tab is sent to the
   * identity provider once.
   */
  async check(): Promise<void> {
    const demo = this.#storedUser();
    if (demo) return this.set(signedInAs(demo));
    try {
      const identity = await this.#fetchIdentity();
      if (identity.kind === "sign-in" && this.#mayRedirect(identity)) {
        this.#storage.setItem(TRIED, "1");
        return this.#navigate(identity.url);
      }
      if (identity.kind === "signed-in") this.#storage.removeItem(TRIED);
      this.set(identity);
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
    this.set(signedInAs(user));
  }

  /** @throws {TidingsError} when the server refuses to end the session */
  async signOut(): Promise<void> {
    if (this.#storedUser()) {
      this.#end();
      this.#storage.removeItem(TOKEN);
      this.#storage.removeItem(USER);
      return this.set({ kind: "demo" });
    }
    const next = await endSession(this.#fetch);
    this.#end();
    this.#storage.setItem(TRIED, "1");
    this.set({ kind: "checking" });
    this.#navigate(next);
  }

  /** The client's option `headers`. */
  readonly headers = async ({ refresh }: HeadersContext): Promise<Record<string, string>> => {
    const demo = this.#storedUser();
    if (!demo) {
      if (refresh && this.#expires !== undefined) await this.#refreshOnce();
      return {};
    }
    const token = refresh ? await this.#refreshToken(demo) : this.#storage.getItem(TOKEN);
    return token ? { Authorization: `Bearer ${token}` } : {};
  };

  async #refreshToken(user: DemoUser): Promise<string> {
    const { signal } = this;
    const token = await requestDevToken(this.#fetch, user);
    // Another user may have signed in meanwhile.
    signal.throwIfAborted();
    this.#storage.setItem(TOKEN, token);
    return token;
  }

  /** Tabs share the cookie: one refreshes it, and the others find it refreshed. */
  #refreshOnce(): Promise<void> {
    const refresh = async () => {
      const account = await fetchAccount(this.#fetch);
      if (account.user === undefined || account.expires === this.#expires) {
        if (!(await refreshSession(this.#fetch))) throw new Error("The session has ended.");
        this.#expires = (await fetchAccount(this.#fetch)).expires;
      } else {
        this.#expires = account.expires;
      }
    };
    return this.#locks ? this.#locks.request(LOCK, refresh) : refresh();
  }

  #end(): void {
    this.#over.abort(new Error("Signed out"));
    this.#over = new AbortController();
    this.#expires = undefined;
  }

  async #fetchIdentity(): Promise<Identity> {
    let account = await fetchAccount(this.#fetch);
    if (account.expired && (await refreshSession(this.#fetch))) {
      account = await fetchAccount(this.#fetch);
    }
    if (account.user !== undefined) return this.#signedIn(account, account.user);
    if (account.signInUrl !== undefined) {
      const url = `${account.signInUrl}?return=${encodeURIComponent(this.#page)}`;
      return { kind: "sign-in", url, failure: this.#failure };
    }
    return (await offersDevTokens(this.#fetch)) ? { kind: "demo" } : { kind: "sso" };
  }

  #signedIn({ name, roles, grants, expires, signOutUrl }: Account, user: string): SignedIn {
    const canSignOut = signOutUrl !== undefined;
    this.#expires = canSignOut ? expires : undefined;
    const isAdmin = roles?.includes("admin") ?? false;
    const topics = (grants?.subscribe ?? []).flatMap((grant) =>
      typeof grant === "string" ? [grant] : grant.topics,
    );
    return {
      kind: "signed-in",
      user: { name: user, label: name ?? user, isAdmin, topics },
      canSignOut,
    };
  }

  #mayRedirect({ failure }: Identity & { kind: "sign-in" }): boolean {
    return failure === undefined && this.#storage.getItem(TRIED) === null;
  }

  #storedUser(): DemoUser | undefined {
    if (!this.#storage.getItem(TOKEN)) return undefined;
    const name = this.#storage.getItem(USER);
    return DEMO_USERS.find((user) => user.name === name);
  }
}

function signedInAs({ name, groups, grants }: DemoUser): SignedIn {
  const isAdmin = groups.includes("admin");
  return {
    kind: "signed-in",
    user: { name, label: name, isAdmin, topics: grants.subscribe },
    canSignOut: true,
  };
}
