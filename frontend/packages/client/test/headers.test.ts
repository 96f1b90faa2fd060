import { settle } from "@tidings/client/testing";
import { describe, expect, it, vi } from "vitest";
import { harness, polled } from "./harness.ts";

/** Headers that never resolve. */
const never = () => new Promise<HeadersInit>(() => undefined);

describe("headers that do not resolve", () => {
  it("fail the attempt after 30 s, with the reason", async () => {
    const h = harness({ headers: never });
    h.client.connect();
    await h.clock.advance(29_999);
    expect(h.state).toBe("connecting");
    await h.clock.advance(1);
    expect(h.client.status.get()).toMatchObject({
      state: "reconnecting",
      attempt: 1,
      reason: "headers: `headers` did not return in 30 s",
    });
    expect(h.errors.map(String)).toEqual(["Error: `headers` did not return in 30 s"]);
    expect(h.server.requests).toHaveLength(0);
  });

  it("delay neither an offline signal nor a close", async () => {
    const h = harness({ headers: never });
    h.client.connect();
    await settle();
    h.page.signal("offline");
    await settle();
    expect(h.state).toBe("offline");
    h.client.close();
    expect(h.state).toBe("closed");
  });

  it("delay the queue for 30 s per attempt, and events without retry no longer", async () => {
    let calls = 0;
    const h = harness({
      headers: () => {
        calls += 1;
        return calls === 1 ? never() : {};
      },
    });
    const receipt = { accepted: 1, duplicates: 0, cursor: "x:1" };
    h.server.answer(Response.json(receipt, { status: 202 }));
    const waits = h.client.publish({ type: "a" });
    const fails = h.client.publish({ type: "b" }, { retry: false });
    fails.catch(() => undefined);
    await h.clock.advance(30_000);
    await expect(fails).rejects.toThrow("did not return in 30 s");
    await h.clock.advance(1000);
    await expect(waits).resolves.toEqual(receipt);
  });
});

describe("headers that resolve late", () => {
  const slow = (h: () => ReturnType<typeof harness>) => () =>
    new Promise<HeadersInit>((resolve) => h().clock.after(20_000, () => resolve({})));

  it("do not count as a network that buffers streams", async () => {
    const h: ReturnType<typeof harness> = harness({
      headers: slow(() => h),
      heartbeatTimeout: 15_000,
    });
    h.server.stream();
    h.client.connect();
    await h.clock.advance(20_000);
    expect(h.state).toBe("connecting");
    // From then on the network's timeout applies.
    expect(h.server.requests).toHaveLength(1);
    h.server.answer(polled("x:1")).answer("never");
    await h.clock.advance(10_000 + 20_000);
    expect(h.state).toBe("polling");
  });
});

describe("headers that throw", () => {
  it("are retried, and each error is reported once", async () => {
    const causes = ["no token", "no token", "no keys", "no keys"];
    const h = harness({
      headers: () => {
        const cause = causes.shift();
        if (cause !== undefined) throw new Error(cause);
        return {};
      },
    });
    h.client.connect();
    await settle();
    expect(h.client.status.get()).toMatchObject({
      state: "reconnecting",
      reason: "headers: no token",
    });
    await h.clock.advance(1000 + 2000 + 4000);
    expect(h.client.status.get().reason).toBe("headers: no keys");
    expect(h.errors.map(String)).toEqual(["Error: no token", "Error: no keys"]);
    h.server.stream().open();
    await h.clock.advance(8000);
    expect(h.state).toBe("open");
  });
});

describe("an unreachable server", () => {
  it("is reported once per outage", async () => {
    const h = harness();
    h.server.answer(new TypeError("Failed to fetch")).answer(new TypeError("Failed to fetch"));
    h.client.connect();
    await h.clock.advance(1000);
    expect(h.client.status.get().reason).toBe("unreachable: Failed to fetch");
    expect(h.errors.map(String)).toEqual(["TypeError: Failed to fetch"]);
    const stream = h.server.stream().open();
    await h.clock.advance(2000);
    expect(h.state).toBe("open");
    h.server.answer(new TypeError("Failed to fetch"));
    stream.end();
    await h.clock.advance(4000);
    expect(h.errors).toHaveLength(2);
  });

  it("is not reported while the browser is offline", async () => {
    const h = harness();
    h.page.signal("offline");
    h.server.answer(new TypeError("Failed to fetch"));
    h.client.connect();
    await settle();
    expect(h.client.status.get()).toMatchObject({
      state: "offline",
      reason: "unreachable: Failed to fetch",
    });
    expect(h.errors).toEqual([]);
  });
});

describe("a client that is closed and connected in one turn, as by StrictMode", () => {
  it("asks for headers once", async () => {
    let calls = 0;
    const h = harness({
      headers: () => {
        calls += 1;
        return {};
      },
    });
    h.server.stream().open();
    h.client.connect();
    h.client.close();
    h.client.connect();
    await settle();
    expect([h.state, calls, h.server.requests.length]).toEqual(["open", 1, 1]);
  });

  it("asks for none where it is closed", async () => {
    const headers = vi.fn(() => ({}));
    const h = harness({ headers });
    h.client.connect();
    h.client.close();
    await settle();
    expect(headers).not.toHaveBeenCalled();
    expect([h.state, h.errors]).toEqual(["closed", []]);
  });
});
