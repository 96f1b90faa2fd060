import { frame, settle } from "@tidings/client/testing";
import { afterEach, describe, expect, it, vi } from "vitest";
import { subscriptionName, withDefaults } from "../src/settings.ts";
import { connectionState } from "../src/status.ts";
import { problem } from "./harness.ts";
import { browser, role, send } from "./tabsHarness.ts";

afterEach(() => vi.unstubAllGlobals());

describe("a leader", () => {
  it("that dies is replaced immediately, from the next leader's cursor", async () => {
    const b = browser();
    const [one, two, three] = [await b.open(), await b.open(), await b.open()];
    await send(one.stream, 1, 2);
    one.tab.crash();
    await settle();
    expect([two, three].map(role)).toEqual(["leader open", "follower open"]);
    expect(two.server.last.headers.get("Last-Event-ID")).toBe("x:2");
    await send(two.stream, 3);
    expect([two.received, three.received]).toEqual([
      [1, 2, 3],
      [1, 2, 3],
    ]);
  });

  it("that closes hands over to another tab", async () => {
    const b = browser();
    const [one, two] = [await b.open(), await b.open()];
    await send(one.stream, 1);
    one.client.close();
    await settle();
    expect([role(one), role(two)]).toEqual(["alone closed", "leader open"]);
    await send(two.stream, 2);
    expect([one.received, two.received]).toEqual([[1], [1, 2]]);
  });

  it("that freezes without notice is replaced, and causes no error after its thaw", async () => {
    const b = browser();
    const [one, two, three] = [await b.open(), await b.open(), await b.open()];
    await send(one.stream, 1);
    one.tab.freeze();
    await b.clock.advance(15_000);
    const next = [two, three].find((tab) => role(tab) === "leader open") ?? two;
    expect(next.server.last.headers.get("Last-Event-ID")).toBe("x:1");
    await send(next.stream, 2);
    // The frozen tab first delivers what it received.
    one.stream.send(frame("n", 2, "x:2"));
    await one.tab.thaw();
    await b.clock.advance(5000);
    await send(next.stream, 3);
    await b.clock.advance(5000);
    for (const tab of [one, two, three]) expect(tab.received).toEqual([1, 2, 3]);
    expect([one, two, three].map(role).sort()).toEqual([
      "follower open",
      "follower open",
      "leader open",
    ]);
    expect(one.server.last.signal?.aborted).toBe(true);
  });

  it("that learns of a later term steps down, with any state of the locks", async () => {
    const b = browser();
    const one = await b.open();
    const name = `${subscriptionName(withDefaults({}))}:`;
    const term = { number: 1e15, tab: "z" };
    const stranger = b.tabs.openTab().openChannel(name);
    stranger.postMessage({ kind: "state", term, state: connectionState("open") });
    await settle();
    expect(one.server.requests[0]?.signal?.aborted).toBe(true);
  });

  it("with a final state is not restarted by a tab that takes its lock", async () => {
    const b = browser();
    const one = await b.open();
    one.server.answer(problem(403, { detail: "Not granted" }));
    one.stream.end();
    await b.clock.advance(10);
    expect(role(one)).toBe("alone failed");
    const thief = b.tabs.openTab();
    const name = `${subscriptionName(withDefaults({}))}:`;
    void thief.locks.request(name, { steal: true }, () => new Promise(() => undefined));
    await settle();
    expect(role(one)).toBe("alone failed");
    await b.clock.advance(600_000);
    expect(role(one)).toBe("alone failed");
    expect(one.server.requests).toHaveLength(2);
  });

  it("that answers is not replaced, even without events", async () => {
    const b = browser();
    const [one, two] = [await b.open({ heartbeatTimeout: 1e9 }), await b.open()];
    await b.clock.advance(600_000);
    expect([role(one), role(two)]).toEqual(["leader open", "follower open"]);
  });

  it("that freezes with notice hands over itself", async () => {
    const b = browser();
    const [one, two] = [await b.open(), await b.open()];
    await send(one.stream, 1);
    one.page.signal("freeze");
    await settle();
    expect([role(one), role(two)]).toEqual(["alone paused", "leader open"]);
    await send(two.stream, 2);
    one.page.signal("resume");
    await settle();
    expect(role(one)).toBe("follower open");
    expect(one.received).toEqual([1, 2]);
  });
});
