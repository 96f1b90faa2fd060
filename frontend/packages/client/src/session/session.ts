import type { TidingsClient } from "../client.ts";
import { REVOKED } from "../control.ts";
import { createErrorReporter } from "../errorReporter.ts";
import type { HeadersContext } from "../options.ts";
import type { Channel } from "../platform.ts";
import { type Readable, Store } from "../store.ts";
import type { Unsubscribe } from "../subscribable.ts";
import { type Account, hasUser, toSignedIn } from "./account.ts";
import { AuthEndpoint } from "./endpoint.ts";
import { runExclusively } from "./exclusive.ts";
import { isSessionMessage, type SessionMessage } from "./message.ts";
import { type SessionOptions, type SessionSettings, sessionSettings } from "./options.ts";
import { RefreshTimer } from "./refreshTimer.ts";
import { takeSignInFailure } from "./signInFailure.ts";
import type { SessionState, SignedIn, SignedOut, SignInFailure } from "./state.ts";

export interface SignInOptions {
  /**
   * The page to show after the sign-in: a path of this server, with query and fragment.
   * @default the current page
   */
  readonly return?: string;
}

/**
 * The session of a browser, to read and to subscribe to. The first listener starts `check()`. The
 * cookie holds the session, and no script sees a token. All tabs of the browser share it: one tab
 * refreshes it, and a sign-in or a sign-out reaches every tab. The methods are bound.
 */
export interface Session extends Readable<SessionState> {
  /**
   * Aborts when the user signs out, or when another user signs in: the client's option `signal`. It
   * does not abort when the session is lost, because the same user may sign in again.
   */
  readonly signal: AbortSignal;
  /**
   * The client's option `headers`. It adds no header, because the cookie authenticates. It refreshes
   * the session when the client asks for it.
   * @throws while nobody is signed in, so that no request is sent
   */
  readonly headers: (context: HeadersContext) => Promise<Record<string, string>>;
  /**
   * Asks the server for the user. Calls during a check share it. It never rejects: an unreachable
   * server is a state, and a user who is signed in stays signed in.
   */
  readonly check: () => Promise<void>;
  /**
   * Refreshes the session, unless another tab has. Calls during a refresh share it. The session
   * refreshes itself before it ends.
   * @throws {TidingsError} while the identity provider is unreachable
   */
  readonly refresh: () => Promise<void>;
  /**
   * Shows the identity provider, which returns to the page. Where the server offers no sign-in, the
   * page is loaded again, so that a single sign-on in front can sign the user in.
   * @throws outside of a page
   */
  readonly signIn: (options?: SignInOptions) => void;
  /**
   * Ends the session in all tabs and on all nodes, and shows the page that signs out of the identity
   * provider.
   * @throws {TidingsError} when the server refuses; the user is then still signed in
   */
  readonly signOut: () => Promise<void>;
  /**
   * Checks the session when the server closes the client's stream as revoked (1002), and reconnects
   * the client after the next sign-in. `SSEProvider` calls it.
   */
  readonly attach: (client: Pick<TidingsClient, "status" | "reconnect">) => Unsubscribe;
  /** Ends the refreshes, and the messages of other tabs. The state remains. */
  readonly close: () => void;
}

/** Creates the session of a page. It sends no request before `check()` or the first listener. */
export function createSession(options: SessionOptions = {}): Session {
  return new BrowserSession(sessionSettings(options));
}

/** The tab has shown the identity provider by itself. */
const TRIED = "tidings.sign-in-tried";

/**
 * How long a refresh counts as new at most, in milliseconds, or a quarter of the new session's life. A
 * request of another tab or stream that asks for a refresh in this time is about the session before it.
 * The server asks for the next one after half of the life at the earliest.
 */
const NEW = 30_000;

class BrowserSession extends Store<SessionState> implements Session {
  readonly #settings: SessionSettings;
  readonly #endpoint: AuthEndpoint;
  readonly #timer: RefreshTimer;
  readonly #reportError: (error: unknown) => void;
  readonly #name: string;
  readonly #channel: Channel | undefined;
  readonly #leavePage: Unsubscribe;
  #closed = false;
  #over = new AbortController();
  #checking: Promise<void> | undefined;
  #refreshing: Promise<void> | undefined;
  #failure: SignInFailure | undefined;
  /** Where a sign-in begins, without the page to return to. */
  #signInPath: string | undefined;
  /** The end of the session as far as this tab knows, RFC 3339. */
  #expires: string | undefined;
  /** Until when that end counts as new; it was another one before. */
  #newUntil = Number.NEGATIVE_INFINITY;
  /** The end for which this tab has refreshed the session. */
  #refreshedFor: string | undefined;

  constructor(settings: SessionSettings) {
    super({ kind: "checking" }, settings.onError);
    this.#settings = settings;
    this.#endpoint = new AuthEndpoint(settings);
    this.#timer = new RefreshTimer(settings, () => void this.refresh().catch(() => undefined));
    this.#reportError = createErrorReporter(settings);
    this.#name = `tidings/session:${settings.root}`;
    this.#channel = this.#openChannel();
    this.#leavePage = settings.page.subscribe((signal) => {
      if (signal === "visible" || signal === "resume" || signal === "online") this.#timer.catchUp();
    });
  }

  get signal(): AbortSignal {
    return this.#over.signal;
  }

  protected override onFirst(): void {
    if (this.get().kind === "checking") void this.check();
  }

  readonly check = (): Promise<void> => {
    this.#checking ??= this.#check().finally(() => {
      this.#checking = undefined;
    });
    return this.#checking;
  };

  readonly refresh = (): Promise<void> => {
    this.#refreshing ??= this.#refresh().finally(() => {
      this.#refreshing = undefined;
    });
    return this.#refreshing;
  };

  readonly headers = async ({ refresh }: HeadersContext): Promise<Record<string, string>> => {
    const { kind } = this.get();
    if (kind === "checking" || kind === "unreachable") await this.check();
    if (refresh && this.#signedIn()?.canSignOut) await this.refresh();
    const state = this.get();
    if (state.kind === "signed-in") return {};
    if (state.kind === "unreachable") throw state.error;
    const ended = state.kind === "signed-out" && state.reason === "ended";
    throw new Error(ended ? "The session has ended." : "Nobody is signed in.");
  };

  readonly signIn = (options: SignInOptions = {}): void => {
    const { address } = this.#settings;
    if (!address) throw new Error("A sign-in needs a page");
    const url = this.#signInUrl(options.return);
    if (url === undefined) address.reload();
    else address.go(url);
  };

  readonly signOut = async (): Promise<void> => {
    const location = await this.#endpoint.signOut();
    this.#onSignedOut();
    this.#post({ kind: "signed-out" });
    this.#settings.address?.go(location);
  };

  readonly attach = (client: Pick<TidingsClient, "status" | "reconnect">): Unsubscribe => {
    const isRevoked = () => {
      const { state, code } = client.status.get();
      return state === "closed" && code === REVOKED;
    };
    let wasRevoked = isRevoked();
    let wasSignedIn = this.#signedIn() !== undefined;
    const stops = [
      client.status.subscribe(() => {
        // An administrator may have closed the stream alone.
        if (isRevoked() && !wasRevoked) void this.check();
        wasRevoked = isRevoked();
      }),
      this.subscribe(() => {
        const isSignedIn = this.#signedIn() !== undefined;
        const { state, role } = client.status.get();
        const waits = state === "failed" || (state === "reconnecting" && role !== "follower");
        if (isSignedIn && !wasSignedIn && (waits || isRevoked())) client.reconnect();
        wasSignedIn = isSignedIn;
      }),
    ];
    return () => {
      for (const stop of stops) stop();
    };
  };

  readonly close = (): void => {
    if (this.#closed) return;
    this.#closed = true;
    this.#timer.stop();
    this.#leavePage();
    this.#channel?.close();
  };

  #signedIn(): SignedIn | undefined {
    const state = this.get();
    return state.kind === "signed-in" ? state : undefined;
  }

  /** The user of this tab, also after the session was lost. */
  #lastSignedIn(): SignedIn | undefined {
    const state = this.get();
    return state.kind === "signed-out" ? state.former : this.#signedIn();
  }

  async #check(): Promise<void> {
    const { signal } = this;
    const { address } = this.#settings;
    if (address) this.#failure ??= takeSignInFailure(address);
    try {
      const account = await this.#endpoint.fetchAccount();
      const refreshable = account.user === undefined && account.expired === true;
      const latest = refreshable ? await this.#renew() : account;
      // A sign-out in the meantime is newer.
      if (!signal.aborted) this.#adopt(latest);
    } catch (error) {
      const { kind } = this.get();
      const known = kind === "signed-in" || kind === "signed-out";
      if (!(this.#closed || known)) this.set({ kind: "unreachable", error });
    }
  }

  async #refresh(): Promise<void> {
    const { signal } = this;
    try {
      const account = await this.#renew();
      if (!signal.aborted) this.#adopt(account);
      this.#reportError(undefined);
    } catch (error) {
      if (!this.#closed) this.#onRefreshFailed(error);
      throw error;
    }
  }

  /** The session stays as it is until its end, and a later refresh may still continue it. */
  #onRefreshFailed(error: unknown): void {
    this.#reportError(error);
    if (this.#timer.isOver) this.#setEnded();
    this.#timer.retry(error);
  }

  /** Tabs share the cookies: one tab refreshes the session, and the others find it refreshed. */
  #renew(): Promise<Account> {
    const known = this.#expires;
    return runExclusively(this.#settings, this.#name, async () => {
      const account = await this.#endpoint.fetchAccount();
      if (!this.#needsRefresh(account, known)) return account;
      const continues = await this.#endpoint.refresh();
      if (continues) this.#refreshedFor = account.expires;
      const next = await this.#endpoint.fetchAccount();
      // Without locks another tab may have refreshed the session in the meantime.
      if (continues || next.expires !== account.expires) return next;
      const { user: _, ...nobody } = next;
      return nobody;
    });
  }

  #needsRefresh({ user, expires, expired }: Account, known: string | undefined): boolean {
    if (user === undefined) return expired === true;
    if (expires !== known || expires === this.#refreshedFor) return false;
    const isNew = this.#settings.clock.now() < this.#newUntil;
    return this.#timer.isDue || !isNew;
  }

  /** Takes over what the server, or another tab, says of the user. */
  #adopt(account: Account, posted = false): void {
    if (this.#closed) return;
    this.#signInPath = account.signInUrl;
    if (hasUser(account)) this.#onUser(account, posted);
    else this.#onNobody();
  }

  #onUser(account: Account & { readonly user: string }, posted: boolean): void {
    const next = toSignedIn(account);
    const before = this.#lastSignedIn();
    if (before !== undefined && before.user !== next.user) this.#end();
    this.#failure = undefined;
    this.#remember(false);
    this.#start(account);
    if (JSON.stringify(next) === JSON.stringify(this.get())) return;
    this.set(next);
    if (!posted) this.#post({ kind: "signed-in", account });
  }

  /** Plans the next refresh. */
  #start({ expires, signOutUrl }: Account): void {
    const left = Date.parse(expires ?? "") - this.#endpoint.now();
    if (this.#expires !== undefined && this.#expires !== expires) {
      this.#newUntil = this.#settings.clock.now() + Math.min(NEW, left / 4);
    }
    this.#expires = expires;
    if (expires === undefined || signOutUrl === undefined) this.#timer.stop();
    else this.#timer.start(left);
  }

  #onNobody(): void {
    const { kind } = this.get();
    if (this.#lastSignedIn() !== undefined) {
      this.#onEnded();
      this.#post({ kind: "ended" });
    } else if (kind !== "signed-out") {
      this.#onUnknown();
    }
  }

  /** Nobody was signed in before. */
  #onUnknown(): void {
    const { autoSignIn, address, storage } = this.#settings;
    const failed = this.#failure !== undefined;
    const url = this.#signInUrl();
    const isFirst = storage !== undefined && storage.getItem(TRIED) === null;
    const mayGo = autoSignIn && isFirst && !failed;
    // A tab that cannot remember it would show the identity provider again and again.
    if (mayGo && address && url !== undefined && this.#remember(true)) address.go(url);
    else this.#setSignedOut({ reason: failed ? "failed" : "never" });
  }

  /** The session was lost. The page remains, since the same user may sign in again. */
  #onEnded(): void {
    this.#timer.stop();
    this.#setEnded();
  }

  #setEnded(): void {
    const former = this.#signedIn();
    if (former) this.#setSignedOut({ reason: "ended", former });
  }

  #onSignedOut(): void {
    this.#timer.stop();
    this.#end();
    this.#remember(true);
    this.#setSignedOut({ reason: "signed-out" });
  }

  #setSignedOut(details: Pick<SignedOut, "reason"> & Partial<SignedOut>): void {
    const [signInUrl, failure] = [this.#signInUrl(), this.#failure];
    this.set({ former: undefined, ...details, kind: "signed-out", signInUrl, failure });
  }

  /** The user is another one from now on: pending work of the former one ends. */
  #end(): void {
    const over = this.#over;
    this.#over = new AbortController();
    this.#expires = undefined;
    over.abort(new Error("Signed out"));
  }

  #signInUrl(page = this.#settings.address?.get()): string | undefined {
    if (this.#signInPath === undefined || page === undefined) return undefined;
    return `${this.#signInPath}?return=${encodeURIComponent(page)}`;
  }

  /** Remembers whether the tab has shown the identity provider. Returns `false` where it cannot. */
  #remember(tried: boolean): boolean {
    const { storage, onError } = this.#settings;
    try {
      if (tried) storage?.setItem(TRIED, "1");
      else storage?.removeItem(TRIED);
      return true;
    } catch (error) {
      onError(error);
      return false;
    }
  }

  /** A sandboxed frame may open no channel. The tabs then find out with their next request. */
  #openChannel(): Channel | undefined {
    try {
      const channel = this.#settings.openChannel?.(this.#name);
      channel?.addEventListener("message", ({ data }) => this.#receive(data));
      return channel;
    } catch {
      return undefined;
    }
  }

  #receive(data: unknown): void {
    if (this.#closed || !isSessionMessage(data)) return;
    if (data.kind === "signed-in") this.#adopt(data.account, true);
    else if (data.kind === "ended") this.#onEnded();
    else if (this.#lastSignedIn() !== undefined) this.#onSignedOut();
  }

  #post(message: SessionMessage): void {
    if (!this.#closed) this.#channel?.postMessage(message);
  }
}
