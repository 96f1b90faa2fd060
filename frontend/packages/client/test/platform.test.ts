import { settle } from "@tidings/client/testing";
import { afterEach, describe, expect, it, vi } from "vitest";
import { reportUncaught } from "../src/platform.ts";
import { anySignal, throwIfAborted } from "../src/signals.ts";
import { harness, polled, problem } from "./harness.ts";

afterEach(() => vi.unstubAllGlobals());

describe("a platform without AbortSignal.any", () => {
  function removeAny() {
    class Older {}
    vi.stubGlobal("AbortSignal", Older);
  }

  it("connects and reconnects", async () => {
    removeAny();
    const h = harness();
    const stream = await h.opened();
    expect(h.state).toBe("open");
    stream.end();
    await settle();
    h.server.stream().open();
    await h.clock.advance(1000);
    expect(h.state).toBe("open");
    h.client.close();
    await settle();
    expect(h.server.last.signal?.aborted).toBe(true);
  });

  it("has signals that abort with their first source, and release the others", () => {
    removeAny();
    const [one, two] = [new AbortController(), new AbortController()];
    const removed = vi.spyOn(two.signal, "removeEventListener");
    const any = anySignal(one.signal, two.signal);
    expect(any.aborted).toBe(false);
    one.abort("first");
    expect([any.aborted, any.reason]).toEqual([true, "first"]);
    expect(removed).toHaveBeenCalledOnce();
    expect(anySignal(two.signal, one.signal).reason).toBe("first");
  });

  it("throws the reason after an abort, and nothing before", () => {
    const end = new AbortController();
    throwIfAborted(end.signal);
    throwIfAborted(undefined);
    end.abort(new Error("over"));
    expect(() => throwIfAborted(end.signal)).toThrow("over");
  });
});

describe("a platform without a required function", () => {
  it("ends in failed with the reason, reported once", async () => {
    const h = harness({ random: () => missing("getRandomValues") });
    h.server.answer(problem(503));
    h.client.connect();
    await settle();
    expect(h.client.status.get()).toMatchObject({
      state: "failed",
      reason: "broken: getRandomValues is not a function",
    });
    expect(h.errors.map(String)).toEqual(["TypeError: getRandomValues is not a function"]);
  });
});

function missing(name: string): never {
  throw new TypeError(`${name} is not a function`);
}

describe("a platform whose fetch gives no stream, such as React Native", () => {
  it("is polled", async () => {
    const h = harness();
    vi.stubGlobal("TextDecoder", undefined);
    const stream = h.server.stream();
    Object.defineProperty(stream.response, "body", { value: undefined });
    h.server.answer(polled("x:1", ["x:1", "a", 1])).answer("never");
    h.client.connect();
    await settle();
    expect(h.client.status.get()).toMatchObject({ state: "polling", transport: "poll" });
    expect(h.received.map(({ data }) => data)).toEqual([1]);
  });
});

describe("an error without onError", () => {
  it("is reported to the browser", () => {
    const reported: unknown[] = [];
    vi.stubGlobal("reportError", (error: unknown) => reported.push(error));
    reportUncaught("x");
    expect(reported).toEqual(["x"]);
  });

  it("is logged elsewhere, and never thrown, which would end the process", () => {
    vi.stubGlobal("reportError", undefined);
    const logged = vi.spyOn(console, "error").mockReturnValue();
    reportUncaught("x");
    expect(logged).toHaveBeenCalledExactlyOnceWith("x");
    logged.mockRestore();
  });
});
