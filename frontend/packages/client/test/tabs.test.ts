import { createClient, type Locks } from "@tidings/client";
import { FakeBrowser, FakePage, frame, ScriptedServer, settle } from "@tidings/client/testing";
import { afterEach, describe, expect, it, vi } from "vitest";
import { polled, problem } from "./harness.ts";
import { browser, role, send } from "./tabsHarness.ts";

afterEach(() => vi.unstubAllGlobals());

describe("tabs that share", () => {
  it("have one connection, and all receive its events", async () => {
    const b = browser();
    const [one, two, three] = [await b.open(), await b.open(), await b.open()];
    await send(one.stream, 1, 2);
    expect([one, two, three].map(role)).toEqual(["leader open", "follower open", "follower open"]);
    for (const tab of [one, two, three]) {
      expect(tab.received).toEqual([1, 2]);
      expect(tab.client.cursor).toBe("x:2");
    }
    expect(two.server.requests).toHaveLength(0);
    expect(two.client.status.get()).toMatchObject({ connection: "c-1", transport: "stream" });
  });

  it("have one each for different subscriptions or users", async () => {
    const b = browser();
    const tabs = [await b.open(), await b.open({ types: ["n"] }), await b.open({ share: "bob" })];
    expect(tabs.map(role)).toEqual(Array(3).fill("leader open"));
  });

  it("are not the default", async () => {
    const tab = new FakeBrowser().openTab();
    const page = new FakePage();
    const server = new ScriptedServer();
    const { locks, openChannel } = tab;
    const client = createClient({ page, locks, openChannel, fetch: server.fetch });
    server.stream().open();
    client.connect();
    await settle();
    expect(client.status.get()).toMatchObject({ role: "alone", state: "open" });
    client.close();
  });

  it("each have their own on a server, though it has locks and channels", () => {
    let opened = 0;
    vi.stubGlobal("navigator", { locks: { request: () => Promise.reject(new Error("asked")) } });
    vi.stubGlobal(
      "BroadcastChannel",
      class {
        constructor() {
          opened += 1;
        }
      },
    );
    const { clock } = browser();
    const server = new ScriptedServer();
    const client = createClient({ share: true, clock, fetch: server.fetch, page: new FakePage() });
    client.connect();
    expect(client.status.get().role).toBe("alone");
    client.close();
    expect(opened).toBe(0);
  });

  it.each([
    ["are denied", () => Promise.reject(new DOMException("sandboxed", "SecurityError"))],
    [
      "throw",
      () => {
        throw new DOMException("sandboxed", "SecurityError");
      },
    ],
  ])("each have their own where locks %s, and report it", async (_, request) => {
    const b = browser();
    const errors: unknown[] = [];
    const one = await b.open({ locks: { request }, onError: (error) => errors.push(error) });
    await send(one.stream, 1);
    expect(role(one)).toBe("alone open");
    expect(one.received).toEqual([1]);
    expect(errors.map(String)).toEqual(["SecurityError: sandboxed"]);
    // The page's permission does not change, and is not requested again.
    one.client.close();
    one.server.stream().open();
    one.client.connect();
    await settle();
    expect(role(one)).toBe("alone open");
    expect(errors).toHaveLength(1);
  });

  it("each have their own where no channel can be opened", async () => {
    const b = browser();
    const errors: unknown[] = [];
    const openChannel = () => {
      throw new DOMException("sandboxed", "SecurityError");
    };
    const one = await b.open({ openChannel, onError: (error) => errors.push(error) });
    expect(role(one)).toBe("alone open");
    expect(errors.map(String)).toEqual(["SecurityError: sandboxed"]);
    one.client.close();
    one.server.stream().open();
    one.client.connect();
    await settle();
    expect(role(one)).toBe("alone open");
  });

  it("have their own where the lead cannot be taken over", async () => {
    const b = browser();
    const one = await b.open();
    const { openChannel, locks: given } = b.tabs.openTab();
    const locks: Locks = {
      request: (name, options, held) =>
        options.steal
          ? Promise.reject(new DOMException("not active", "InvalidStateError"))
          : given.request(name, options, held),
    };
    const two = await b.open({ locks, openChannel, onError: () => undefined });
    expect(role(two)).toBe("follower open");
    one.tab.freeze();
    await b.clock.advance(15_000);
    expect(role(two)).toBe("alone open");
  });

  it("can each take the connection over", async () => {
    const b = browser();
    const [one, two] = [await b.open(), await b.open()];
    await send(one.stream, 1);
    two.client.reconnect();
    await settle();
    expect([role(one), role(two)]).toEqual(["follower open", "leader open"]);
    expect(two.server.last.headers.get("Last-Event-ID")).toBe("x:1");
    await send(two.stream, 2);
    expect([one.received, two.received]).toEqual([
      [1, 2],
      [1, 2],
    ]);
  });

  it("learn of a stream's opening and closing only by the status", async () => {
    const b = browser();
    const [one, two] = [await b.open(), await b.open()];
    const reports: string[] = [];
    two.client.on("tidings.**", ({ type }) => reports.push(type));
    one.stream.send(frame("tidings.reauth", { expires: 1 }));
    one.stream.send(frame("tidings.gap", { reason: "overflow" }));
    one.stream.send(frame("tidings.close", { code: 1000, reason: "shutdown", reconnect: true }));
    await settle();
    expect(reports).toEqual(["tidings.gap"]);
    expect(two.client.status.get()).toMatchObject({ code: 1000, reason: "shutdown" });
  });

  it("start at the leader's cursor without a cursor", async () => {
    const b = browser();
    const one = await b.open();
    await send(one.stream, 1);
    const two = await b.open();
    await send(one.stream, 2);
    expect(two.received).toEqual([2]);
    expect(two.client.cursor).toBe("x:2");
  });

  it("receive missed events from the leader with a cursor", async () => {
    const b = browser();
    const one = await b.open();
    await send(one.stream, 1, 2, 3);
    const two = await b.open({ lastEventId: "x:1" });
    await send(one.stream, 4);
    expect(two.received).toEqual([2, 3, 4]);
    expect(two.server.requests).toHaveLength(0);
  });

  it("poll the server where the leader does not know their cursor, and then synchronise", async () => {
    const b = browser();
    const one = await b.open();
    await send(one.stream, 7);
    const two = await b.open({ lastEventId: "x:5" }, (server) =>
      server.answer(polled("x:8", ["x:6", "n", 6], ["x:7", "n", 7], ["x:8", "n", 8])),
    );
    await b.clock.advance(1000);
    expect(two.server.requests.map(({ url }) => url)).toEqual([
      "/api/events/poll?cursor=x%3A5&timeout=25",
    ]);
    // Now it is ahead of the leader, which then reaches the same cursor.
    await send(one.stream, 8, 9);
    await b.clock.advance(20_000);
    expect(two.received).toEqual([6, 7, 8, 9]);
    expect(two.server.requests).toHaveLength(1);
  });

  it("receive a gap", async () => {
    const b = browser();
    const [one, two] = [await b.open(), await b.open()];
    const reasons: string[] = [];
    two.client.on("tidings.gap", ({ data }) => reasons.push(data.reason));
    one.stream.send(frame("tidings.gap", { reason: "overflow" }));
    await settle();
    expect(reasons).toEqual(["overflow"]);
  });

  it("show the leader's errors, and end with its final state", async () => {
    const b = browser();
    const [one, two] = [await b.open(), await b.open()];
    one.server.answer(problem(503));
    one.stream.end();
    await settle();
    expect(role(two)).toBe("follower reconnecting");
    one.server.answer(problem(403, { detail: "Not granted" }));
    await b.clock.advance(10);
    expect([role(one), role(two)]).toEqual(["alone failed", "alone failed"]);
    expect(two.client.status.get()).toMatchObject({ code: 403, reason: "Not granted" });
    await b.clock.advance(600_000);
    expect(two.server.requests).toHaveLength(0);
  });
});
