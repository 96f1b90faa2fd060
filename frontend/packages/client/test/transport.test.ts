import { createClient } from "@tidings/client";
import { createRuns } from "@tidings/client/runs";
import { FakeClock, FakePage, ScriptedServer, settle } from "@tidings/client/testing";
import { afterEach, describe, expect, it, vi } from "vitest";
import { randomId } from "../src/platform.ts";
import { harness, polled, problem } from "./harness.ts";

afterEach(() => vi.unstubAllGlobals());

/** A gateway's error page. */
function gateway(): Response {
  return new Response("<h1>Gateway", { status: 504, headers: { "Content-Type": "text/html" } });
}

function paths({ requests }: ScriptedServer): (string | undefined)[] {
  return requests.map(({ url }) => url.split("?")[0]);
}

describe("transport: poll", () => {
  it("polls from the first request, and never tries a stream", async () => {
    const h = harness({ transport: "poll" });
    h.server.answer(polled("x:1", ["x:1", "a", 1]));
    h.server.answerAll(() => "never");
    h.client.connect();
    expect(h.client.status.get()).toMatchObject({ state: "connecting", transport: "poll" });
    await settle();
    expect(h.client.status.get()).toMatchObject({ state: "polling", transport: "poll" });
    expect(h.received.map(({ data }) => data)).toEqual([1]);
    await h.clock.advance(700_000);
    expect(new Set(paths(h.server))).toEqual(new Set(["/api/events/poll"]));
  });

  it("polls again, after a wait, where a gateway or the network fails", async () => {
    const h = harness({ transport: "poll" });
    h.server.answer(gateway()).answer(new TypeError("Failed to fetch")).answer(polled("x:1"));
    h.server.answerAll(() => "never");
    h.client.connect();
    await settle();
    expect([h.state, h.wait]).toEqual(["reconnecting", 1000]);
    await h.clock.advance(1000);
    expect([h.state, h.wait]).toEqual(["reconnecting", 2000]);
    await h.clock.advance(2000);
    expect(h.state).toBe("polling");
    expect(new Set(paths(h.server))).toEqual(new Set(["/api/events/poll"]));
  });

  it("fails where the server refuses the poll", async () => {
    const h = harness({ transport: "poll" });
    h.server.answer(problem(403));
    h.client.connect();
    await settle();
    expect([h.state, h.server.requests.length]).toEqual(["failed", 1]);
  });
});

describe("transport: stream", () => {
  it("never polls, whatever the network does to streams", async () => {
    const h = harness({ transport: "stream" });
    h.server.answer(gateway());
    for (let i = 0; i < 3; i++) h.server.stream();
    h.client.connect();
    await settle();
    expect([h.state, h.wait]).toEqual(["reconnecting", 1000]);
    // Three streams without a byte.
    await h.clock.advance(120_000);
    expect(h.server.requests.length).toBeGreaterThan(3);
    expect(new Set(paths(h.server))).toEqual(new Set(["/api/events"]));
  });

  it("asks for new headers once after a 401, as ever", async () => {
    const refreshes: boolean[] = [];
    const headers = ({ refresh }: { readonly refresh: boolean }) => {
      refreshes.push(refresh);
      return {};
    };
    const h = harness({ transport: "stream", headers });
    h.server.answer(problem(401));
    h.server.stream().open();
    h.client.connect();
    await settle();
    expect([h.state, refreshes]).toEqual(["open", [false, true]]);
  });
});

describe("runs with a transport", () => {
  it.each([
    { transport: "poll", path: "/api/chat/completions?timeout=0" },
    { transport: "stream", path: "/api/chat/completions" },
  ] as const)("are started by $transport", async ({ transport, path }) => {
    const server = new ScriptedServer().answerAll(() => "never");
    const clock = new FakeClock();
    createRuns({ fetch: server.fetch, clock, transport }).start(
      { mode: "chat", model: "m", input: "x" },
      { onFrame: () => undefined, onEnd: () => undefined },
    );
    await settle();
    expect(server.requests.map(({ url }) => url)).toEqual([path]);
  });

  it("wait, and do not poll, where a gateway breaks a run's stream", async () => {
    const server = new ScriptedServer().answerAll(() => gateway());
    const clock = new FakeClock();
    const states: string[] = [];
    createRuns({ fetch: server.fetch, clock, transport: "stream", random: () => 1 }).watch("r-1", {
      onFrame: () => undefined,
      onStream: (state) => states.push(state),
      onEnd: () => undefined,
    });
    await clock.advance(0);
    expect(server.requests).toHaveLength(1);
    await clock.advance(1000 + 2000);
    expect(server.requests.map(({ url }) => url)).toEqual(
      new Array(3).fill("/api/runs/r-1/events"),
    );
    expect(states).toEqual(["reconnecting", "reconnecting", "reconnecting"]);
  });
});

/** React Native: an answer has no `body`, and the names of streams are missing. */
function withoutStreams<T>(missing: "body" | "TextDecoder", create: () => T): T {
  if (missing === "body") vi.stubGlobal("Response", class Older {});
  else vi.stubGlobal("TextDecoder", undefined);
  const created = create();
  vi.unstubAllGlobals();
  return created;
}

describe("a platform whose fetch gives no stream", () => {
  const platform = () => ({ clock: new FakeClock(), page: new FakePage(), random: () => 1 });

  it.each(["body", "TextDecoder"] as const)("is polled at once: no %s", async (missing) => {
    const server = new ScriptedServer().answer(polled("x:1")).answerAll(() => "never");
    const client = withoutStreams(missing, () => createClient(platform()));
    vi.stubGlobal("fetch", server.fetch);
    client.connect();
    await settle();
    expect(client.status.get()).toMatchObject({ state: "polling", transport: "poll" });
    expect(server.requests[0]?.url).toBe("/api/events/poll?timeout=0");
    client.close();
  });

  it("is polled for runs, too", async () => {
    const server = new ScriptedServer().answerAll(() => "never");
    const runs = withoutStreams("body", () => createRuns(platform()));
    vi.stubGlobal("fetch", server.fetch);
    const run = runs.watch("r-1", { onFrame: () => undefined, onEnd: () => undefined });
    await settle();
    expect(server.requests[0]?.url).toBe("/api/runs/r-1/events?timeout=0");
    run.leave();
  });

  it("may have a fetch of its own that does, such as Expo's", async () => {
    const server = new ScriptedServer();
    server.stream().open();
    const client = withoutStreams("body", () =>
      createClient({ ...platform(), fetch: server.fetch }),
    );
    client.connect();
    await settle();
    expect(client.status.get().state).toBe("open");
    client.close();
  });

  it("streams where it is asked to", async () => {
    const server = new ScriptedServer();
    server.stream().open();
    const client = withoutStreams("body", () =>
      createClient({ ...platform(), transport: "stream" }),
    );
    vi.stubGlobal("fetch", server.fetch);
    client.connect();
    await settle();
    expect(client.status.get().state).toBe("open");
    client.close();
  });
});

describe("a platform without crypto, such as React Native", () => {
  it("has unique ids of the same form", () => {
    vi.stubGlobal("crypto", undefined);
    const ids = new Set(Array.from({ length: 1000 }, randomId));
    expect(ids.size).toBe(1000);
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{32}$/);
  });
});

describe("a platform whose URLSearchParams has neither set nor size", () => {
  it("sends the filters", async () => {
    vi.stubGlobal("URLSearchParams", class Older {});
    const h = harness({ types: ["a.*", "b"], topics: ["t/ö&=?"], session: "s 1" });
    await h.opened();
    expect(h.server.last.url).toBe(
      "/api/events?types=a.*%2Cb&topics=t%2F%C3%B6%26%3D%3F&session=s%201",
    );
    const sent = new URL(h.server.last.url, "http://x").searchParams;
    vi.unstubAllGlobals();
    expect(sent.get("topics")).toBe("t/ö&=?");
  });
});
