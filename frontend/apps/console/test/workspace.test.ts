import { ScriptedServer, settle } from "@tidings/client/testing";
import { beforeEach, expect, it, vi } from "vitest";
import { openWorkspace } from "../src/app/workspace.ts";
import { DEMO_USERS, type DemoUser } from "../src/identity/demoUsers.ts";
import { ConsoleSession, type Identity, type SignedInIdentity } from "../src/identity/session.ts";

const [alice, bob] = DEMO_USERS as [DemoUser, DemoUser];

beforeEach(() => {
  sessionStorage.clear();
  vi.unstubAllGlobals();
});

function harness() {
  const server = new ScriptedServer();
  vi.stubGlobal("fetch", server.fetch);
  vi.stubGlobal("reportError", () => undefined);
  const session = new ConsoleSession({ storage: sessionStorage });
  const posts = () => server.requests.filter(({ url }) => url === "/api/events");
  return { server, session, posts };
}

function signedIn(identity: Identity): SignedInIdentity {
  if (identity.kind !== "signed-in") throw new Error(identity.kind);
  return identity;
}

const token = (value: string) => Response.json({ token: value });

it("drops queued events when their user signs out", async () => {
  const { server, session, posts } = harness();
  server.answer(token("of alice"));
  await session.signIn(alice);
  const { client } = openWorkspace(session, signedIn(session.get()));
  server.answer(new TypeError("no network"));
  const waiting = client.publish({ type: "a" });
  waiting.catch(() => undefined);
  await settle();
  await session.signOut();
  server.answer(token("of bob"));
  await session.signIn(bob);
  window.dispatchEvent(new Event("online"));
  await settle();
  await expect(waiting).rejects.toThrow("Signed out");
  expect(posts()).toHaveLength(1);
  await expect(client.publish({ type: "b" })).rejects.toThrow("Signed out");
});

it("sends no request with the next user's identity", async () => {
  const { server, session } = harness();
  server.answer(token("of alice"));
  await session.signIn(alice);
  const { api, headers } = openWorkspace(session, signedIn(session.get()));
  server.answer(token("of bob"));
  await session.signIn(bob);
  const before = server.requests.length;
  await expect(api.get("/api/connections", {})).rejects.toThrow("Signed out");
  expect(() => headers({ refresh: false })).toThrow("Signed out");
  expect(server.requests).toHaveLength(before);
});
