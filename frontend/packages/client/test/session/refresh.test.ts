import { createClient } from "@tidings/client";
import { type FakeClock, FakePage, frame, ScriptedServer } from "@tidings/client/testing";
import { describe, expect, it } from "vitest";
import { account, browser, MINUTE, nobody, rest, scripted } from "./harness.ts";

const LATER = 100 * MINUTE;
const unavailable = (headers = {}) =>
  Response.json({ detail: "The provider is unreachable" }, { status: 503, headers });

describe("a session", () => {
  it("is refreshed 30 s before its end, again and again", async () => {
    const b = browser();
    const { session, ...tab } = b.open();
    await session.check();
    await b.clock.advance(9.5 * MINUTE - 1);
    expect(b.server.refreshes).toBe(0);
    await b.clock.advance(1);
    await rest();
    expect(b.server.refreshes).toBe(1);
    expect(session.get()).toMatchObject({ expires: "1970-01-01T00:19:30.000Z" });
    await b.clock.advance(95 * MINUTE);
    expect(b.server.refreshes).toBe(11);
    expect(tab.errors).toEqual([]);
    session.close();
    await b.clock.advance(60 * MINUTE);
    expect(b.server.refreshes).toBe(11);
  });

  it("that is valid for 20 s is refreshed after 15 s each time", async () => {
    const b = browser();
    b.server.life = 20_000;
    b.server.extend();
    const { session } = b.open();
    await session.check();
    await b.clock.advance(15_000);
    await b.clock.advance(15_000);
    expect(b.server.refreshes).toBe(2);
    session.close();
  });

  it("that is valid for 20 s is refreshed whenever the stream is asked to renew its token", async () => {
    const b = browser();
    b.server.life = 20_000;
    b.server.extend();
    const { session } = b.open();
    await session.check();
    for (const refreshes of [1, 2, 3]) {
      await b.clock.advance(10_000); // the server asks at half of the life
      await session.headers({ refresh: true });
      await session.headers({ refresh: true }); // another stream, about the former session
      expect(b.server.refreshes).toBe(refreshes);
    }
    session.close();
  });

  it("that expired while no tab was open is refreshed by its check", async () => {
    const b = browser();
    const tab = b.open();
    await b.clock.advance(20 * MINUTE);
    await tab.session.check();
    expect(tab.kind).toBe("signed-in");
    expect(b.server.paths).toEqual(["/auth/me", "/auth/me", "/auth/refresh", "/auth/me"]);
  });

  it("is refreshed by the server's clock", async () => {
    const h = scripted();
    const date = { headers: { Date: new Date(90 * MINUTE).toUTCString() } };
    const body = await account(LATER).json();
    h.server.answer(Response.json(body, date));
    await h.session.check();
    await h.clock.advance(9.5 * MINUTE - 1);
    expect(h.paths).toEqual(["/auth/me"]);
    h.server
      .answer(account(LATER))
      .answer(Response.json({}))
      .answer(account(2 * LATER));
    await h.clock.advance(1);
    await rest();
    expect(h.paths.slice(1)).toEqual(["/auth/me", "/auth/refresh", "/auth/me"]);
    h.session.close();
  });

  it("is refreshed as soon as a sleeping page wakes", async () => {
    const b = browser();
    const tab = b.open({ clock: { now: () => b.clock.now(), after: lateTimer(b.clock) } });
    await tab.session.check();
    await b.clock.advance(20 * MINUTE);
    expect(b.server.refreshes).toBe(0);
    tab.page.signal("visible");
    await b.clock.advance(0);
    await rest();
    expect(b.server.refreshes).toBe(1);
  });

  it("is refreshed on demand, unless another tab has", async () => {
    const h = scripted();
    h.server.answer(account(LATER));
    await h.session.check();
    h.server
      .answer(account(LATER))
      .answer(Response.json({}))
      .answer(account(2 * LATER));
    expect(await h.session.headers({ refresh: true })).toEqual({});
    h.server.answer(account(3 * LATER));
    await h.session.headers({ refresh: true });
    expect(h.paths.slice(1)).toEqual(["/auth/me", "/auth/refresh", "/auth/me", "/auth/me"]);
    expect(h.session.get()).toMatchObject({ expires: "1970-01-01T05:00:00.000Z" });
    h.session.close();
  });

  it("is refreshed once for all requests at a time", async () => {
    const b = browser();
    const { session } = b.open();
    await session.check();
    await Promise.all([1, 2, 3].map(() => session.headers({ refresh: true })));
    await session.refresh();
    expect(b.server.refreshes).toBe(1);
  });

  it("is never refreshed twice for one end, although the end stays", async () => {
    const h = scripted();
    h.server.answerAll(({ url }) => (url === "/auth/me" ? account(LATER) : Response.json({})));
    await h.session.check();
    await h.session.refresh();
    await h.session.refresh();
    await h.clock.advance(LATER);
    expect(h.paths.filter((path) => path === "/auth/refresh")).toHaveLength(1);
    h.session.close();
  });
});

/** Timers of up to a minute run, as in a page that sleeps before the longer ones are due. */
function lateTimer(clock: FakeClock) {
  return (ms: number, task: () => void) => (ms > MINUTE ? () => undefined : clock.after(ms, task));
}

describe("two tabs", () => {
  it("refresh their session once", async () => {
    const b = browser();
    const [one, two] = [b.open(), b.open()];
    await Promise.all([one.session.check(), two.session.check()]);
    await b.clock.advance(9.5 * MINUTE);
    await rest();
    expect(b.server.refreshes).toBe(1);
    expect([one.expires, two.expires]).toEqual([19.5 * MINUTE, 19.5 * MINUTE]);
    await b.clock.advance(9.5 * MINUTE);
    await rest();
    expect(b.server.refreshes).toBe(2);
  });

  it.each([
    { lack: "channels", options: { openChannel: () => denied() } },
    { lack: "messages in time", options: { openChannel: () => deaf() } },
  ])("without $lack refresh it once, too", async ({ options }) => {
    const b = browser(options);
    const [one, two] = [b.open(), b.open()];
    await Promise.all([one.session.check(), two.session.check()]);
    await b.clock.advance(MINUTE);
    await Promise.all([one, two].map(({ session }) => session.headers({ refresh: true })));
    expect(b.server.refreshes).toBe(1);
    expect(one.kind).toBe("signed-in");
  });

  it("that were asked to refresh one after the other refresh it once", async () => {
    const b = browser();
    const [one, two] = [b.open(), b.open()];
    await Promise.all([one.session.check(), two.session.check()]);
    await b.clock.advance(MINUTE);
    await one.session.headers({ refresh: true });
    await b.clock.advance(1000);
    await two.session.headers({ refresh: true });
    expect(b.server.refreshes).toBe(1);
    await b.clock.advance(MINUTE);
    await two.session.headers({ refresh: true });
    expect(b.server.refreshes).toBe(2);
  });

  it.each([
    { lack: "locks", locks: false as const },
    { lack: "the permission to lock", locks: { request: () => Promise.reject(new Error("no")) } },
  ])("without $lack survive a race: the loser's 401 is not the end", async ({ locks }) => {
    const b = browser({ locks });
    const loser = b.open();
    await loser.session.check();
    // Between the loser's two requests the winner refreshes the session.
    b.server.before = (path) => {
      if (path !== "/auth/refresh") return;
      b.server.refusals.push(Response.json({}, { status: 401 }));
      b.server.extend();
    };
    await b.clock.advance(MINUTE);
    await loser.session.headers({ refresh: true });
    expect(loser.kind).toBe("signed-in");
    expect(loser.expires).toBe(11 * MINUTE);
  });

  it("do not wait for a frozen tab that holds the lock", async () => {
    const b = browser();
    const [frozen, tab] = [b.open(), b.open()];
    await Promise.all([frozen.session.check(), tab.session.check()]);
    b.server.before = (path) =>
      path === "/auth/refresh" ? new Promise(() => undefined) : undefined;
    frozen.session.refresh().catch(() => undefined);
    await rest();
    frozen.tab.freeze();
    b.server.before = () => undefined;
    const refreshed = tab.session.refresh();
    await b.clock.advance(25_000);
    await refreshed;
    expect(tab.expires).toBe(10 * MINUTE + 25_000);
  });
});

function denied(): never {
  throw new Error("denied");
}

const deaf = () => ({
  postMessage: () => undefined,
  addEventListener: () => undefined,
  close: () => undefined,
});

describe("a session that the server does not continue", () => {
  it("ends on the page, without another one, and its requests are not sent", async () => {
    const b = browser();
    const tab = b.open();
    await tab.session.check();
    const { signal } = tab.session;
    b.server.user = undefined;
    await expect(tab.session.headers({ refresh: true })).rejects.toThrow("The session has ended.");
    expect(tab.session.get()).toMatchObject({
      kind: "signed-out",
      reason: "ended",
      signInUrl: "/auth/login?return=%2F",
      former: { user: "u-1", name: "Alice Archer" },
    });
    expect(tab.address.pages).toEqual([]);
    expect(signal.aborted).toBe(false);
    const before = b.server.paths.length;
    await expect(tab.session.headers({ refresh: true })).rejects.toThrow("The session has ended.");
    await b.clock.advance(60 * MINUTE);
    expect(b.server.paths).toHaveLength(before);
  });

  it("ends with the 401 of a refresh, although it is valid for some time", async () => {
    const b = browser();
    const tab = b.open();
    await tab.session.check();
    b.server.refusals.push(Response.json({}, { status: 401 }));
    await tab.session.refresh();
    expect(tab.kind).toBe("ended");
    expect(tab.address.pages).toEqual([]);
  });

  it("ends in all tabs", async () => {
    const b = browser();
    const [one, two] = [b.open(), b.open()];
    await Promise.all([one.session.check(), two.session.check()]);
    b.server.user = undefined;
    await one.session.refresh();
    await rest();
    expect([one.kind, two.kind]).toEqual(["ended", "ended"]);
  });

  it("returns the sign-in to the page as it is, not as it was", async () => {
    const b = browser();
    const tab = b.open();
    await tab.session.check();
    b.server.user = undefined;
    await tab.session.refresh();
    tab.address.current = "/#chat/7";
    tab.session.signIn();
    expect(tab.address.pages).toEqual(["/auth/login?return=%2F%23chat%2F7"]);
  });

  it("continues as soon as its user signs in again in another tab", async () => {
    const b = browser();
    const tab = b.open();
    await tab.session.check();
    const { signal } = tab.session;
    b.server.user = undefined;
    await tab.session.refresh();
    b.server.user = "u-1";
    b.server.extend();
    const other = b.open();
    await other.session.check();
    await rest();
    expect(tab.kind).toBe("signed-in");
    expect(signal.aborted).toBe(false);
    expect(await tab.session.headers({ refresh: false })).toEqual({});
  });

  it("passes to another user who signs in, and ends the work of the former one", async () => {
    const b = browser();
    const tab = b.open();
    await tab.session.check();
    const { signal } = tab.session;
    b.server.user = "u-2";
    const other = b.open();
    await other.session.check();
    await rest();
    expect(tab.session.get()).toMatchObject({ kind: "signed-in", user: "u-2" });
    expect(signal.aborted).toBe(true);
  });
});

describe("an unreachable identity provider", () => {
  it("leaves the session as it is until its end, and is asked again with back-off", async () => {
    const b = browser();
    const tab = b.open({ retry: { initialDelay: 1000, maxDelay: 4000 } });
    await tab.session.check();
    b.server.refusals.push(unavailable(), new TypeError("no network"), unavailable());
    await b.clock.advance(9.5 * MINUTE);
    expect([b.server.refreshes, tab.kind]).toEqual([1, "signed-in"]);
    await b.clock.advance(999);
    expect(b.server.refreshes).toBe(1);
    await b.clock.advance(1);
    expect(b.server.refreshes).toBe(2);
    await b.clock.advance(2000);
    expect(b.server.refreshes).toBe(3);
    await b.clock.advance(4000);
    await rest();
    expect([b.server.refreshes, tab.kind]).toEqual([4, "signed-in"]);
    expect(tab.expires).toBe(19.5 * MINUTE + 7000);
    expect(tab.errors.map(String)).toEqual([
      "TidingsError: The provider is unreachable",
      "TypeError: no network",
      "TidingsError: The provider is unreachable",
    ]);
  });

  it("is asked after the time that the server names", async () => {
    const b = browser();
    const tab = b.open();
    await tab.session.check();
    b.server.refusals.push(unavailable({ "Retry-After": "9" }));
    await expect(tab.session.headers({ refresh: true })).rejects.toThrow("unreachable");
    expect(tab.kind).toBe("signed-in");
    await b.clock.advance(9999);
    expect(b.server.refreshes).toBe(1);
    await b.clock.advance(1);
    expect(b.server.refreshes).toBe(2);
  });

  it("ends the session at its end, and continues it when it is reachable again", async () => {
    const b = browser();
    const tab = b.open();
    await tab.session.check();
    b.server.refusals.push(...Array.from({ length: 40 }, () => unavailable()));
    await b.clock.advance(10 * MINUTE - 1);
    expect(tab.kind).toBe("signed-in");
    await b.clock.advance(1);
    await rest();
    expect(tab.kind).toBe("ended");
    expect(tab.address.pages).toEqual([]);
    b.server.refusals.length = 0;
    await b.clock.advance(30_000);
    await rest();
    expect(tab.kind).toBe("signed-in");
  });
});

describe("a sign-out in one tab", () => {
  it("reaches the other tabs, which do not sign in again by themselves", async () => {
    const b = browser();
    const [one, two] = [b.open(), b.open()];
    await Promise.all([one.session.check(), two.session.check()]);
    const { signal } = two.session;
    await one.session.signOut();
    await rest();
    expect(two.session.get()).toMatchObject({ reason: "signed-out", former: undefined });
    expect(signal.aborted).toBe(true);
    expect(one.address.pages).toEqual(["https://login.bank.example/logout"]);
    expect(two.address.pages).toEqual([]);
    const reloaded = b.open({ address: two.address, storage: two.storage });
    await reloaded.session.check();
    expect(two.address.pages).toEqual([]);
  });

  it("does not reach a closed session, and foreign messages reach none", async () => {
    const b = browser();
    const [one, two] = [b.open(), b.open()];
    await Promise.all([one.session.check(), two.session.check()]);
    const channel = b.tabs.openTab().openChannel("tidings/session:");
    for (const message of [null, "signed-out", { kind: "other" }, { kind: "signed-in" }]) {
      channel.postMessage(message);
    }
    await rest();
    expect([one.kind, two.kind]).toEqual(["signed-in", "signed-in"]);
    two.session.close();
    two.session.close();
    await one.session.signOut();
    await rest();
    expect(two.kind).toBe("signed-in");
  });
});

describe("an attached client", () => {
  function setup() {
    const b = browser();
    const tab = b.open();
    const streams = new ScriptedServer();
    const client = createClient({
      fetch: streams.fetch,
      clock: b.clock,
      page: new FakePage(),
      random: () => 1,
      headers: tab.session.headers,
      onError: () => undefined,
    });
    const detach = tab.session.attach(client);
    return { ...b, tab, streams, client, detach };
  }
  const REVOKED = frame("tidings.close", { code: 1002, reason: "revoked", reconnect: false });

  it("ends the session on the page when its stream is revoked with the session", async () => {
    const { tab, server, streams, client } = setup();
    const stream = streams.stream().open();
    client.connect();
    await rest();
    expect(client.status.get().state).toBe("open");
    server.user = undefined;
    stream.send(REVOKED);
    await rest();
    expect(tab.kind).toBe("ended");
    expect(tab.address.pages).toEqual([]);
  });

  it("stays signed in when an administrator closed the stream alone", async () => {
    const { tab, streams, client } = setup();
    streams.stream().open().send(REVOKED);
    client.connect();
    await rest();
    expect(client.status.get()).toMatchObject({ state: "closed", code: 1002 });
    expect(tab.kind).toBe("signed-in");
  });

  it("reconnects after the next sign-in, until it is detached", async () => {
    const { tab, server, streams, client, open, detach } = setup();
    const stream = streams.stream().open();
    client.connect();
    await rest();
    server.user = undefined;
    stream.send(REVOKED);
    await rest();
    server.user = "u-1";
    streams.stream().open();
    await open().session.check();
    await rest();
    expect(tab.kind).toBe("signed-in");
    expect(client.status.get().state).toBe("open");
    detach();
    client.close();
  });

  it("waits without a request while the session has ended, and then continues at once", async () => {
    const { tab, server, streams, client, open, clock } = setup();
    const stream = streams.stream().open();
    client.connect();
    await rest();
    server.user = undefined;
    await tab.session.refresh();
    stream.end();
    await clock.advance(10 * MINUTE);
    expect(streams.requests).toHaveLength(1);
    expect(client.status.get()).toMatchObject({
      state: "reconnecting",
      reason: "headers: The session has ended.",
    });
    server.user = "u-1";
    server.extend();
    streams.stream().open();
    await open().session.check();
    await rest();
    expect(client.status.get().state).toBe("open");
    client.close();
  });
});

it("has a check that fails without an effect on a signed-in user", async () => {
  const h = scripted();
  h.server.answer(account(LATER)).answer(new TypeError("no network")).answer(nobody());
  await h.session.check();
  await h.session.check();
  expect(h.session.get()).toMatchObject({ kind: "signed-in" });
  await h.session.check();
  expect(h.session.get()).toMatchObject({ reason: "ended" });
});
