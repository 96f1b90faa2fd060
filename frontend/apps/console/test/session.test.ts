import { ScriptedServer } from "@tidings/client/testing";
import { beforeEach, expect, it } from "vitest";
import { DEMO_USERS, type DemoUser } from "../src/identity/demoUsers.ts";
import { Session } from "../src/identity/session.ts";

const [alice, bob] = DEMO_USERS as [DemoUser, DemoUser];

beforeEach(() => sessionStorage.clear());

function harness() {
  const server = new ScriptedServer();
  return { server, session: new Session({ storage: sessionStorage, fetch: server.fetch }) };
}

function status(code: number): Response {
  return Response.json({}, { status: code });
}

function token(value: string): Response {
  return Response.json({ token: value, expires: "2030-01-01T00:00:00Z" });
}

it("offers the demo users where there is a development identity", async () => {
  const { server, session } = harness();
  server.answer(status(400));
  await session.check();
  expect(session.get()).toEqual({ kind: "demo" });
});

it("needs no token where an SSO cookie is accepted", async () => {
  const { server, session } = harness();
  server.answer(status(404)).answer(Response.json([]));
  await session.check();
  expect(session.get()).toEqual({ kind: "signed-in", user: undefined });
  expect(await session.headers({ refresh: false })).toEqual({});
  expect(await session.headers({ refresh: true })).toEqual({});
  expect(server.requests.map(({ url }) => url)).toEqual(["/dev/token", "/api/connections"]);
});

it("leaves the sign-in to SSO without both", async () => {
  const { server, session } = harness();
  server.answer(status(404)).answer(status(401));
  await session.check();
  expect(session.get()).toEqual({ kind: "sso" });
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
  expect(session.get()).toEqual({ kind: "signed-in", user: alice });
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
  const reloaded = new Session({ storage: sessionStorage, fetch: server.fetch });
  await reloaded.check();
  expect(reloaded.get()).toEqual({ kind: "signed-in", user: alice });
  expect(server.requests).toHaveLength(1);
});

it("forgets everything on signing out", async () => {
  const { server, session } = harness();
  server.answer(token("t1"));
  await session.signIn(alice);
  session.signOut();
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
  session.signOut();
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
  session.signOut();
  await session.signIn(bob);
  expect([first.aborted, session.signal.aborted]).toEqual([true, false]);
});

it("stays signed out where the server issues no token", async () => {
  const { server, session } = harness();
  server.answer(status(500));
  await expect(session.signIn(alice)).rejects.toThrow("no token for alice (status 500)");
  expect(sessionStorage).toHaveLength(0);
});
