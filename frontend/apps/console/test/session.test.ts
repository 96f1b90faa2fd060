import { ScriptedServer } from "@tidings/client/testing";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { DEMO_USERS, type DemoUser } from "../src/identity/demoUsers.ts";
import { ConsoleSession } from "../src/identity/session.ts";

const [alice, bob] = DEMO_USERS as [DemoUser, DemoUser];

beforeEach(() => {
  sessionStorage.clear();
  history.replaceState(null, "", "/");
});
afterEach(() => vi.unstubAllGlobals());

function harness() {
  const server = new ScriptedServer();
  return { server, session: new ConsoleSession({ storage: sessionStorage, fetch: server.fetch }) };
}

/** A tab that can be reloaded, and the pages that it was sent to. */
function browser(initial: string) {
  let page = initial;
  const server = new ScriptedServer();
  const open = () => {
    const pages: string[] = [];
    const address = {
      get: () => page,
      replace: (next: string) => {
        page = next;
      },
      go: (url: string) => pages.push(url),
      reload: () => pages.push("reload"),
    };
    const session = new ConsoleSession({ storage: sessionStorage, fetch: server.fetch, address });
    return { pages, session };
  };
  return { server, open };
}

function status(code: number): Response {
  return Response.json({}, { status: code });
}

function token(value: string): Response {
  return Response.json({ token: value, expires: "2030-01-01T00:00:00Z" });
}

/** The answer of a server to a caller without credentials. */
function anonymous(more: object = {}): Response {
  return Response.json({ expired: false, ...more });
}

const URLS = { signInUrl: "/auth/login", signOutUrl: "/auth/logout" };

function account(expires: string, more: object = {}): Response {
  return Response.json({
    user: "u-1",
    name: "Alice Archer",
    groups: ["ops"],
    roles: ["admin"],
    grants: { subscribe: ["orders/**"], publish: [], sessions: [] },
    expires,
    ...more,
  });
}

it("offers the demo users where there is a development identity", async () => {
  const { server, session } = harness();
  server.answer(anonymous()).answer(status(400));
  await session.check();
  expect(session.get()).toEqual({ kind: "demo" });
  expect(server.requests.map(({ url }) => url)).toEqual(["/auth/me", "/dev/token"]);
});

it("needs no token where an SSO cookie is accepted, and cannot end it", async () => {
  const { server, session } = harness();
  server.answer(account("2030-01-01T00:00:00Z"));
  await session.check();
  expect(session.get()).toEqual({
    kind: "signed-in",
    user: {
      name: "u-1",
      label: "Alice Archer",
      isAdmin: true,
      canPublish: false,
      topics: ["orders/**"],
    },
    canSignOut: false,
    ended: false,
  });
  expect(await session.headers({ refresh: false })).toEqual({});
  expect(await session.headers({ refresh: true })).toEqual({});
  expect(server.requests.map(({ url }) => url)).toEqual(["/auth/me"]);
});

it("leaves the sign-in to SSO without both", async () => {
  const { server, session } = harness();
  server.answer(anonymous()).answer(status(404));
  await session.check();
  expect(session.get()).toEqual({ kind: "sso" });
});

it("goes to the identity provider once by itself, and then on demand", async () => {
  const { server, open } = browser("/?filter=a#chat");
  server.answer(anonymous(URLS));
  const first = open();
  await first.session.check();
  const url = "/auth/login?return=%2F%3Ffilter%3Da%23chat";
  expect(first.pages).toEqual([url]);
  server.answer(anonymous(URLS));
  const second = open();
  await second.session.check();
  expect(second.pages).toEqual([]);
  expect(second.session.get()).toEqual({ kind: "sign-in", url, failure: undefined });
});

it("does not go to the identity provider by itself after a failure", async () => {
  const { server, open } = browser("/?sign-in=denied");
  server.answer(anonymous(URLS));
  const { session, pages } = open();
  await session.check();
  expect(pages).toEqual([]);
  expect(session.get()).toMatchObject({ kind: "sign-in", failure: "denied" });
});

it("reads a failure from the page's own URL, and returns to that page", async () => {
  history.replaceState(null, "", "/?sign-in=denied&filter=a#chat");
  const { server, session } = harness();
  server.answer(anonymous(URLS));
  await session.check();
  expect(location.href).toMatch(/\/\?filter=a#chat$/);
  expect(session.get()).toMatchObject({
    url: "/auth/login?return=%2F%3Ffilter%3Da%23chat",
    failure: "denied",
  });
});

it("refreshes a session that has expired while no tab was open", async () => {
  const { server, session } = harness();
  const expired = () => Response.json({ expired: true, ...URLS });
  // The second time, once no other tab refreshes it.
  server.answer(expired()).answer(expired());
  server.answer(status(200)).answer(account("2030-01-01T00:00:00Z", URLS));
  await session.check();
  expect(session.get()).toMatchObject({ kind: "signed-in", canSignOut: true });
  expect(server.requests.map(({ url }) => url)).toEqual([
    "/auth/me",
    "/auth/me",
    "/auth/refresh",
    "/auth/me",
  ]);
});

it("refreshes the session on demand, unless another tab has", async () => {
  const { server, session } = harness();
  server.answer(account("2030-01-01T00:00:00Z", URLS));
  await session.check();
  server.answer(account("2030-01-01T00:00:00Z", URLS)).answer(status(200));
  server.answer(account("2030-01-01T01:00:00Z", URLS));
  expect(await session.headers({ refresh: true })).toEqual({});
  server.answer(account("2030-01-01T02:00:00Z", URLS));
  await session.headers({ refresh: true });
  expect(server.requests.map(({ url }) => url).slice(1)).toEqual([
    "/auth/me",
    "/auth/refresh",
    "/auth/me",
    "/auth/me",
  ]);
});

it("reports the end of the session to its requests", async () => {
  const { server, session } = harness();
  server.answer(account("2030-01-01T00:00:00Z", URLS));
  await session.check();
  server
    .answer(anonymous({ ...URLS, expired: true }))
    .answer(status(401))
    .answer(anonymous(URLS));
  await expect(session.headers({ refresh: true })).rejects.toThrow("The session has ended.");
  expect(session.get()).toMatchObject({ kind: "signed-in", user: { name: "u-1" }, ended: true });
});

it("keeps the page after a lost session, and returns to it from the identity provider", async () => {
  const { server, open } = browser("/?filter=a#chat/cv-1");
  server.answer(account("2030-01-01T00:00:00Z", URLS));
  const { session, pages } = open();
  await session.check();
  const { signal } = session;
  server.answer(account("2030-01-01T00:00:00Z", URLS)).answer(status(401)).answer(anonymous(URLS));
  await expect(session.headers({ refresh: true })).rejects.toThrow("The session has ended.");
  expect([pages, signal.aborted]).toEqual([[], false]);
  session.signInAgain();
  expect(pages).toEqual(["/auth/login?return=%2F%3Ffilter%3Da%23chat%2Fcv-1"]);
});

it.each([
  { roles: [], publish: [], can: false },
  { roles: ["publisher"], publish: [], can: true },
  { roles: [], publish: [{ topics: ["orders/**"], types: [] }], can: true },
])("lets the roles $roles with the grants $publish publish: $can", async (one) => {
  const { server, session } = harness();
  const grants = { subscribe: [{ topics: ["a/*"] }], publish: one.publish, sessions: [] };
  server.answer(account("2030-01-01T00:00:00Z", { roles: one.roles, grants }));
  await session.check();
  expect(session.get()).toMatchObject({
    user: { isAdmin: false, canPublish: one.can, topics: ["a/*"] },
  });
});

it("signs out at both ends, and does not sign in again by itself", async () => {
  const { server, open } = browser("/");
  server.answer(account("2030-01-01T00:00:00Z", URLS));
  const { session, pages } = open();
  await session.check();
  server.answer(Response.json({ location: "https://login.bank.example/logout" }));
  await session.signOut();
  expect(pages).toEqual(["https://login.bank.example/logout"]);
  server.answer(anonymous(URLS));
  const next = open();
  await next.session.check();
  expect(next.pages).toEqual([]);
});

it("reports an unreachable server", async () => {
  const { server, session } = harness();
  server.answer(new TypeError("no network"));
  await session.check();
  expect(session.get()).toEqual({ kind: "unreachable", reason: "TypeError: no network" });
});

it("asks for the user's groups and grants, and sends the token as bearer", async () => {
  const { server, session } = harness();
  server.answer(token("t1"));
  await session.signIn(alice);
  expect(JSON.parse(server.last.body ?? "")).toEqual({
    user: "alice",
    groups: ["publisher"],
    tidings: { subscribe: ["orders/**"], publish: ["orders/**"], sessions: [] },
  });
  expect(session.get()).toMatchObject({
    kind: "signed-in",
    user: { name: "alice", isAdmin: false },
  });
  expect(await session.headers({ refresh: false })).toEqual({ Authorization: "Bearer t1" });
});

it("requests a new token on demand", async () => {
  const { server, session } = harness();
  server.answer(token("t1")).answer(token("t2"));
  await session.signIn(alice);
  expect(await session.headers({ refresh: true })).toEqual({ Authorization: "Bearer t2" });
  expect(await session.headers({ refresh: false })).toEqual({ Authorization: "Bearer t2" });
});

it("keeps the user after a reload, without a request", async () => {
  const { server, session } = harness();
  server.answer(token("t1"));
  await session.signIn(alice);
  const reloaded = new ConsoleSession({ storage: sessionStorage, fetch: server.fetch });
  await reloaded.check();
  expect(reloaded.get()).toMatchObject({ kind: "signed-in", user: { name: "alice" } });
  expect(server.requests).toHaveLength(1);
});

it("forgets everything on signing out", async () => {
  const { server, session } = harness();
  server.answer(token("t1"));
  await session.signIn(alice);
  await session.signOut();
  expect(session.get()).toEqual({ kind: "demo" });
  expect(sessionStorage).toHaveLength(0);
});

it("drops a new token that arrives after another user has signed in", async () => {
  const { server, session } = harness();
  server.answer(token("of alice"));
  await session.signIn(alice);
  let bring: (response: Response) => void = () => undefined;
  server.answer(new Promise((resolve) => (bring = resolve)));
  const fresh = session.headers({ refresh: true });
  fresh.catch(() => undefined);
  await session.signOut();
  server.answer(token("of bob"));
  await session.signIn(bob);
  bring(token("of alice again"));
  await expect(fresh).rejects.toThrow("Signed out");
  expect(await session.headers({ refresh: false })).toEqual({ Authorization: "Bearer of bob" });
});

it("aborts the signal of each identity at its end", async () => {
  const { server, session } = harness();
  server.answer(token("t1")).answer(token("t2"));
  await session.signIn(alice);
  const first = session.signal;
  await session.signOut();
  await session.signIn(bob);
  expect([first.aborted, session.signal.aborted]).toEqual([true, false]);
});

it("stays signed out where the server issues no token", async () => {
  const { server, session } = harness();
  server.answer(status(500));
  await expect(session.signIn(alice)).rejects.toThrow("no token for alice (status 500)");
  expect(sessionStorage).toHaveLength(0);
});
