import { frame, settle } from "@tidings/client/testing";
import { describe, expect, it } from "vitest";
import { harness, problem } from "./harness.ts";

const event = (n: number) => frame("n", n, `x:${n}`);

describe("a hidden page", () => {
  it("keeps its stream by default", async () => {
    const h = harness();
    await h.opened();
    h.page.signal("hidden");
    expect(h.state).toBe("open");
  });

  it("pauses without openWhenHidden, and catches up when it is visible", async () => {
    const h = harness({ openWhenHidden: false });
    const stream = await h.opened();
    stream.send(event(1));
    await settle();
    h.page.signal("hidden");
    expect(h.client.status.get()).toMatchObject({ state: "paused", reason: "hidden" });
    expect(h.server.last.signal?.aborted).toBe(true);
    await h.clock.advance(600_000);
    expect(h.server.requests).toHaveLength(1);
    h.server.stream().open();
    h.page.signal("visible");
    await settle();
    expect(h.state).toBe("open");
    expect(h.server.last.headers.get("Last-Event-ID")).toBe("x:1");
  });

  it("does not start without openWhenHidden", async () => {
    const h = harness({ openWhenHidden: false });
    h.page.signal("hidden");
    h.client.connect();
    await settle();
    expect(h.state).toBe("paused");
    expect(h.server.requests).toHaveLength(0);
  });
});

describe("a frozen page, or one in the back/forward cache", () => {
  it("releases its stream, and resumes it", async () => {
    const h = harness();
    const stream = await h.opened();
    stream.send(event(1));
    await settle();
    h.page.signal("freeze");
    expect(h.client.status.get()).toMatchObject({ state: "paused", reason: "frozen" });
    expect(h.server.last.signal?.aborted).toBe(true);
    h.server.stream().open();
    h.page.signal("resume");
    await settle();
    expect(h.state).toBe("open");
    expect(h.server.last.headers.get("Last-Event-ID")).toBe("x:1");
  });

  it("stays closed where it was closed", async () => {
    const h = harness();
    await h.opened();
    h.client.close();
    h.page.signal("freeze");
    h.page.signal("resume");
    await settle();
    expect(h.state).toBe("closed");
    expect(h.server.requests).toHaveLength(1);
  });
});

describe("the network", () => {
  it("ends the stream when it goes offline, and reopens it when it is back", async () => {
    const h = harness();
    await h.opened();
    h.page.signal("offline");
    await settle();
    expect(h.client.status.get()).toMatchObject({ state: "offline", reason: "offline" });
    expect(h.server.last.signal?.aborted).toBe(true);
    h.server.stream().open();
    h.page.signal("online");
    await settle();
    expect(h.state).toBe("open");
    expect(h.clock.now()).toBe(0);
  });

  it("that is offline and back in one turn opens the next stream immediately", async () => {
    const h = harness();
    await h.opened();
    h.server.stream().open();
    h.page.signal("offline");
    h.page.signal("online");
    await settle();
    expect(h.state).toBe("open");
    expect(h.clock.now()).toBe(0);
  });

  it("that is back during the server's wait ends only the random wait after it", async () => {
    const h = harness();
    h.server.answer(problem(503, {}, { "Retry-After": "20" }));
    h.client.connect();
    await settle();
    h.page.signal("online");
    h.server.stream().open();
    await h.clock.advance(20_000);
    expect(h.state).toBe("open");
  });

  it("that is back during an attempt starts the next one immediately", async () => {
    const h = harness();
    let fail: (error: Error) => void = () => undefined;
    h.server.answer(new Promise((_, reject) => (fail = reject)));
    h.client.connect();
    await settle();
    h.page.signal("online");
    h.server.stream().open();
    fail(new TypeError("no network yet"));
    await settle();
    expect(h.state).toBe("open");
  });

  it("that was back during an open stream does not skip a later wait", async () => {
    const h = harness();
    const stream = await h.opened();
    h.page.signal("online");
    h.page.signal("visible");
    stream.end();
    await settle();
    expect(h.wait).toBe(1000);
  });

  it("that goes offline during a wait shows immediately", async () => {
    const h = harness();
    (await h.opened()).end();
    await settle();
    expect(h.state).toBe("reconnecting");
    h.page.signal("offline");
    expect(h.state).toBe("offline");
  });

  it("is tried also while the browser reports offline", async () => {
    const h = harness();
    await h.opened();
    h.page.signal("offline");
    h.server.stream().open();
    await h.clock.advance(1000);
    expect(h.state).toBe("open");
  });

  it("that is back does not shorten the server's wait", async () => {
    const h = harness();
    h.server.answer(problem(503, {}, { "Retry-After": "20" }));
    h.client.connect();
    await settle();
    h.page.signal("online");
    await h.clock.advance(19_999);
    expect(h.server.requests).toHaveLength(1);
  });
});
