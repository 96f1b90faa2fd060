import { createSession, type SessionOptions, type SessionState } from "@tidings/client/session";
import { FakeBrowser, FakeClock, FakePage, ScriptedServer, settle } from "@tidings/client/testing";

export const MINUTE = 60_000;

/** What a server with a sign-in says of every browser. */
export const URLS = { signInUrl: "/auth/login", signOutUrl: "/auth/logout" };

/** The time on the harness's clock, as the server writes it. */
export const at = (ms: number) => new Date(ms).toISOString();

/** The answer to a browser that is not signed in. */
export function nobody(more: object = {}): Response {
  return Response.json({ expired: false, ...URLS, ...more });
}

/** The answer to a signed-in browser. */
export function account(expires: number, more: object = {}): Response {
  return Response.json({
    user: "u-1",
    name: "Alice Archer",
    groups: ["ops"],
    roles: ["admin"],
    grants: { subscribe: ["orders/**"], publish: [], sessions: [] },
    expires: at(expires),
    ...URLS,
    ...more,
  });
}

/** One session on the server: it is valid for `life` ms, and a refresh continues it. */
export class ServedSession {
  life = 10 * MINUTE;
  readonly #now: () => number;
  #expires: number;
  user: string | undefined = "u-1";
  /** The answers to the next refreshes, in place of a success. */
  readonly refusals: (Response | Error)[] = [];
  readonly paths: string[] = [];
  /** Runs before each answer. */
  before: (path: string) => void | Promise<void> = () => undefined;

  constructor(now: () => number) {
    this.#now = now;
    this.#expires = now() + this.life;
  }

  get refreshes(): number {
    return this.paths.filter((path) => path === "/auth/refresh").length;
  }

  /** Another tab, or another program, refreshes the session. */
  extend(): void {
    this.#expires = this.#now() + this.life;
  }

  readonly fetch: typeof globalThis.fetch = async (input) => {
    const path = String(input);
    this.paths.push(path);
    await this.before(path);
    if (path === "/auth/me") return this.#me();
    if (path === "/auth/logout") return this.#signOut();
    const refusal = this.refusals.shift();
    if (refusal instanceof Error) throw refusal;
    if (refusal) return refusal;
    if (this.user === undefined) return Response.json({}, { status: 401 });
    this.extend();
    return Response.json({ expires: at(this.#expires) });
  };

  #me(): Response {
    if (this.user === undefined) return nobody();
    if (this.#now() >= this.#expires) return nobody({ expired: true });
    return account(this.#expires, { user: this.user });
  }

  #signOut(): Response {
    this.user = undefined;
    return Response.json({ location: "https://login.bank.example/logout" });
  }
}

/** The storage of one tab. */
export class FakeStorage {
  readonly #values = new Map<string, string>();

  getItem(key: string): string | null {
    return this.#values.get(key) ?? null;
  }

  setItem(key: string, value: string): void {
    this.#values.set(key, value);
  }

  removeItem(key: string): void {
    this.#values.delete(key);
  }
}

/** The address of one tab, and the pages that it was sent to. */
export class FakeAddress {
  readonly pages: string[] = [];
  current: string;

  constructor(current = "/") {
    this.current = current;
  }

  get(): string {
    return this.current;
  }

  replace(address: string): void {
    this.current = address;
  }

  go(address: string): void {
    this.pages.push(address);
  }

  reload(): void {
    this.pages.push("reload");
  }
}

/**
 * A browser with one session on a fake clock. Every random wait has its maximum.
 *
 * @param options of each tab; `locks: false` is a browser without locks
 */
export function browser({
  locks,
  ...options
}: Omit<SessionOptions, "locks"> & { readonly locks?: SessionOptions["locks"] | false } = {}) {
  const clock = new FakeClock();
  const tabs = new FakeBrowser();
  const server = new ServedSession(() => clock.now());
  return {
    clock,
    tabs,
    server,
    /** Opens a tab. Its parts may come from `more`, as after a reload. */
    open(more: SessionOptions & { readonly address?: FakeAddress } = {}) {
      const tab = tabs.openTab();
      const page = new FakePage();
      const { address = new FakeAddress(), storage = new FakeStorage() } = more;
      const errors: unknown[] = [];
      const session = createSession({
        fetch: server.fetch,
        clock: { now: () => clock.now(), after: (ms, run) => clock.after(ms, () => tab.run(run)) },
        page,
        random: () => 1,
        ...(locks !== false && { locks: locks ?? tab.locks }),
        openChannel: tab.openChannel,
        onError: (error) => errors.push(error),
        ...options,
        ...more,
        storage,
        address,
      });
      const states: SessionState[] = [];
      return {
        session,
        tab,
        page,
        address,
        storage,
        errors,
        states,
        get kind() {
          const state = session.get();
          return state.kind === "signed-out" ? state.reason : state.kind;
        },
        get expires() {
          const state = session.get();
          return state.kind === "signed-in" ? Date.parse(state.expires ?? "") : undefined;
        },
      };
    },
  };
}

/** A session against scripted answers, without other tabs. */
export function scripted(options: SessionOptions & { readonly page?: never } = {}) {
  const server = new ScriptedServer();
  const clock = new FakeClock();
  const address = new FakeAddress();
  const storage = new FakeStorage();
  const errors: unknown[] = [];
  const session = createSession({
    fetch: server.fetch,
    clock,
    address,
    storage,
    random: () => 1,
    onError: (error) => errors.push(error),
    ...options,
  });
  return {
    server,
    clock,
    address,
    storage,
    errors,
    session,
    get paths() {
      return server.requests.map(({ url }) => url);
    },
  };
}

/** Waits for requests, which take several turns. */
export async function rest(): Promise<void> {
  for (let turn = 0; turn < 12; turn += 1) await settle();
}
