import { createSession } from "@tidings/client/session";
import { expect, it } from "vitest";
import { account, FakeAddress, nobody, rest, scripted, URLS } from "./harness.ts";

const LOGIN = "/auth/login?return=%2Forders%3Ffilter%3Da%23chat";
const NOW = 1_000_000;

it("knows the user, the grants, and the topics to subscribe to", async () => {
  const h = scripted();
  const grants = {
    subscribe: ["orders/**", { topics: ["audit/*"], types: ["audit.**"], sources: ["app"] }, {}],
    publish: [],
    sessions: ["s-1"],
  };
  h.server.answer(account(NOW, { grants }));
  await h.session.check();
  expect(h.session.get()).toEqual({
    kind: "signed-in",
    user: "u-1",
    name: "Alice Archer",
    groups: ["ops"],
    groupsOmitted: false,
    roles: ["admin"],
    grants,
    topics: ["orders/**", "audit/*"],
    canPublish: false,
    expires: "1970-01-01T00:16:40.000Z",
    canSignOut: true,
  });
  expect(h.paths).toEqual(["/auth/me"]);
  h.session.close();
});

it.each([
  { roles: ["publisher"], publish: [], can: true },
  { roles: [], publish: [{ topics: ["orders/**"], types: [] }], can: true },
  { roles: ["admin"], publish: [], can: false },
])("lets roles $roles and grants $publish publish: $can", async ({ roles, publish, can }) => {
  const h = scripted();
  h.server.answer(account(NOW, { roles, grants: { publish } }));
  await h.session.check();
  expect(h.session.get()).toMatchObject({ canPublish: can, topics: [] });
  h.session.close();
});

it("names a user without a name by its id", async () => {
  const h = scripted();
  h.server.answer(Response.json({ user: "u-1" }));
  await h.session.check();
  expect(h.session.get()).toMatchObject({ user: "u-1", name: "u-1", canSignOut: false });
});

it("shows the identity provider once by itself, and then on demand", async () => {
  const address = new FakeAddress("/orders?filter=a#chat");
  const h = scripted({ address });
  h.server.answer(nobody());
  await h.session.check();
  expect(address.pages).toEqual([LOGIN]);
  expect(h.session.get()).toEqual({ kind: "checking" });

  const reloaded = scripted({ address, storage: h.storage });
  reloaded.server.answer(nobody());
  await reloaded.session.check();
  expect(address.pages).toEqual([LOGIN]);
  expect(reloaded.session.get()).toEqual({
    kind: "signed-out",
    reason: "never",
    signInUrl: LOGIN,
    failure: undefined,
    former: undefined,
  });
  address.current = "/orders/7";
  reloaded.session.signIn();
  reloaded.session.signIn({ return: "/start" });
  expect(address.pages.slice(1)).toEqual([
    "/auth/login?return=%2Forders%2F7",
    "/auth/login?return=%2Fstart",
  ]);
});

it("shows the identity provider by itself after the next lost session, in a new page", async () => {
  const h = scripted();
  h.server.answer(nobody()).answer(account(NOW));
  await h.session.check();
  await h.session.check();
  h.session.close();
  const next = scripted({ address: h.address, storage: h.storage });
  next.server.answer(nobody());
  await next.session.check();
  expect(h.address.pages).toHaveLength(2);
});

it.each([
  { why: "it is switched off", options: { autoSignIn: false } },
  { why: "the tab remembers nothing", options: { storage: full() } },
])("waits for the user where $why", async ({ options }) => {
  const h = scripted(options);
  h.server.answer(nobody());
  await h.session.check();
  expect(h.address.pages).toEqual([]);
  expect(h.session.get()).toMatchObject({ kind: "signed-out", reason: "never" });
});

/** A storage that may not be written to. */
function full() {
  return {
    getItem: () => null,
    setItem: () => {
      throw new Error("full");
    },
    removeItem: () => undefined,
  };
}

it.each([
  ["denied", "denied"],
  ["something-new", "response"],
])("reports the failure %s as %s once, and waits for the user", async (reason, failure) => {
  const address = new FakeAddress(`/orders?sign-in=${reason}&filter=a#chat`);
  const h = scripted({ address });
  h.server.answer(nobody());
  await h.session.check();
  expect(address.current).toBe("/orders?filter=a#chat");
  expect(address.pages).toEqual([]);
  expect(h.session.get()).toMatchObject({ reason: "failed", failure, signInUrl: LOGIN });
});

it("offers no sign-in where the server has none, and loads the page again on demand", async () => {
  const h = scripted();
  h.server.answer(Response.json({ expired: false }));
  await h.session.check();
  expect(h.session.get()).toMatchObject({ reason: "never", signInUrl: undefined });
  h.session.signIn();
  expect(h.address.pages).toEqual(["reload"]);
});

it("reports an unreachable server, and checks again with the next request", async () => {
  const h = scripted();
  const error = new TypeError("no network");
  h.server.answer(error);
  await h.session.check();
  expect(h.session.get()).toEqual({ kind: "unreachable", error });
  h.server.answer(error);
  await expect(h.session.headers({ refresh: false })).rejects.toBe(error);
  h.server.answer(account(NOW));
  expect(await h.session.headers({ refresh: false })).toEqual({});
  h.session.close();
});

it("reports a refusal as unreachable, with its problem", async () => {
  const h = scripted();
  h.server.answer(Response.json({ detail: "Too many requests" }, { status: 429 }));
  await h.session.check();
  expect(h.session.get()).toMatchObject({ error: { status: 429, message: "Too many requests" } });
});

it("fails a request that takes 20 s", async () => {
  const h = scripted();
  h.server.answer("never");
  void h.session.check();
  await h.clock.advance(20_000);
  expect(h.session.get()).toMatchObject({
    error: { message: "The server did not answer in 20 s" },
  });
});

it("checks by itself with its first listener, or its first request", async () => {
  const h = scripted();
  h.server.answer(account(NOW));
  h.session.subscribe(() => undefined);
  h.session.subscribe(() => undefined);
  await rest();
  expect(h.paths).toEqual(["/auth/me"]);
  h.session.close();
  const other = scripted();
  other.server.answer(account(NOW));
  expect(await other.session.headers({ refresh: false })).toEqual({});
  expect(other.paths).toEqual(["/auth/me"]);
  other.session.close();
});

it("sends no request of a client while nobody is signed in", async () => {
  const h = scripted({ autoSignIn: false });
  h.server.answer(nobody());
  await expect(h.session.headers({ refresh: false })).rejects.toThrow("Nobody is signed in.");
  await expect(h.session.headers({ refresh: true })).rejects.toThrow("Nobody is signed in.");
  expect(h.paths).toEqual(["/auth/me"]);
});

it("adds no header, and refreshes no session of a single sign-on in front", async () => {
  const h = scripted();
  h.server.answer(account(NOW, { signInUrl: undefined, signOutUrl: undefined }));
  await h.session.check();
  expect(await h.session.headers({ refresh: true })).toEqual({});
  await h.clock.advance(NOW);
  expect(h.paths).toEqual(["/auth/me"]);
});

it.each([
  ["/api", "/auth/me"],
  ["/tidings/api/", "/tidings/auth/me"],
  ["https://events.bank.example/api", "https://events.bank.example/auth/me"],
  ["https://bank.example/tidings/api", "https://bank.example/tidings/auth/me"],
  ["https://bank.example", "https://bank.example/auth/me"],
])("has its paths beside the API: %s has %s", async (url, me) => {
  const h = scripted({ url });
  h.server.answer(account(NOW));
  await h.session.check();
  expect(h.paths).toEqual([me]);
  h.session.close();
});

it("signs out at both ends, ends the user's work, and does not sign in again by itself", async () => {
  const h = scripted();
  h.server.answer(account(NOW));
  await h.session.check();
  const { signal } = h.session;
  h.server.answer(Response.json({ location: "https://login.bank.example/logout" }));
  await h.session.signOut();
  expect(h.server.last).toMatchObject({ url: "/auth/logout", method: "POST" });
  expect(h.address.pages).toEqual(["https://login.bank.example/logout"]);
  expect(signal.aborted).toBe(true);
  expect(h.session.signal.aborted).toBe(false);
  expect(h.session.get()).toMatchObject({ reason: "signed-out", former: undefined });
  h.server.answer(nobody());
  await h.session.check();
  const next = scripted({ address: h.address, storage: h.storage });
  next.server.answer(nobody());
  await next.session.check();
  expect(h.address.pages).toHaveLength(1);
  expect(h.session.get()).toMatchObject({ reason: "signed-out" });
});

it("stays signed in where the server refuses to sign out", async () => {
  const h = scripted();
  h.server.answer(account(NOW));
  await h.session.check();
  h.server.answer(Response.json({ detail: "The log is down" }, { status: 503 }));
  await expect(h.session.signOut()).rejects.toThrow("The log is down");
  expect(h.session.get()).toMatchObject({ kind: "signed-in" });
  expect(h.address.pages).toEqual([]);
  h.session.close();
});

it("ignores an answer from before a sign-out", async () => {
  const h = scripted();
  h.server.answer(account(NOW));
  await h.session.check();
  let answer: (response: Response) => void = () => undefined;
  h.server.answer(new Promise((resolve) => (answer = resolve)));
  const late = h.session.check();
  h.server.answer(Response.json({ location: "/" }));
  await h.session.signOut();
  answer(account(2 * NOW));
  await late;
  expect(h.session.get()).toMatchObject({ reason: "signed-out" });
});

it("is created in Node, where it needs the URL of a server, and no page", async () => {
  const paths: string[] = [];
  const session = createSession({
    url: "https://bank.example/api",
    fetch: (input) => {
      paths.push(String(input));
      return Promise.resolve(nobody(URLS));
    },
  });
  await session.check();
  expect(paths).toEqual(["https://bank.example/auth/me"]);
  expect(session.get()).toMatchObject({ reason: "never", signInUrl: undefined });
  expect(() => session.signIn()).toThrow("A sign-in needs a page");
  session.close();
});
