import { frame, settle } from "@tidings/client/testing";
import { describe, expect, it } from "vitest";
import { harness, problem } from "./harness.ts";

describe("an answer", () => {
  it.each([408, 429, 500, 502, 503, 504])("%i is retried", async (status) => {
    const h = harness();
    h.server.answer(problem(status));
    h.client.connect();
    await settle();
    expect(h.wait).toBe(1000);
    h.server.stream().open();
    await h.clock.advance(1000);
    expect(h.state).toBe("open");
  });

  it.each([400, 403, 404, 406, 410])("%i is final, and its problem is reported", async (status) => {
    const h = harness();
    h.server.answer(problem(status, { detail: "Not for you" }));
    h.client.connect();
    await h.clock.advance(60_000);
    expect(h.client.status.get()).toMatchObject({
      state: "failed",
      code: status,
      reason: "Not for you",
    });
    expect(h.server.requests).toHaveLength(1);
  });

  it.each([400, 401, 403, 404, 410, 418])("%i of a gateway is retried", async (status) => {
    const h = harness();
    const headers = { "Content-Type": "text/html" };
    h.server.answer(new Response("<h1>Not here", { status, headers }));
    h.client.connect();
    await settle();
    expect(h.client.status.get()).toMatchObject({ state: "reconnecting", code: status });
    h.server.stream().open();
    await h.clock.advance(1000);
    expect(h.state).toBe("open");
  });

  it.each([
    ["problem+json of another status", { status: 500 }, "application/problem+json"],
    ["JSON of another type", { status: 404 }, "application/json"],
  ])("404 with %s is not Tidings' own", async (_, body, type) => {
    const h = harness();
    const headers = { "Content-Type": type };
    h.server.answer(new Response(JSON.stringify(body), { status: 404, headers }));
    h.client.connect();
    await settle();
    expect(h.state).toBe("reconnecting");
  });

  it("accepts a 404 of Tidings with any case and parameters of its media type", async () => {
    const h = harness();
    const headers = { "Content-Type": "Application/Problem+JSON; charset=utf-8" };
    h.server.answer(new Response('{"status":404}', { status: 404, headers }));
    h.client.connect();
    await h.clock.advance(60_000);
    expect(h.client.status.get()).toMatchObject({ state: "failed", code: 404 });
  });

  it.each([204, 205])("%i closes the stream", async (status) => {
    const h = harness();
    h.server.answer(new Response(null, { status }));
    h.client.connect();
    await h.clock.advance(60_000);
    expect(h.client.status.get()).toMatchObject({ state: "closed", code: status });
    expect(h.server.requests).toHaveLength(1);
  });

  it.each([201, 203, 206, 210, 299])("%i is not a stream, with any media type", async (status) => {
    const h = harness();
    const headers = { "Content-Type": "text/event-stream" };
    h.server.answer(new Response(frame("a", 1), { status, headers }));
    h.client.connect();
    await h.clock.advance(60_000);
    expect(h.client.status.get()).toMatchObject({
      state: "failed",
      reason: `Expected 200, received ${status}`,
    });
    expect(h.received).toEqual([]);
  });

  it.each(["TEXT/Event-Stream", "text/event-stream;charset=UTF-8", "text/event-stream ; x=y"])(
    "of the type %j is a stream",
    async (type) => {
      const h = harness();
      const stream = h.server.stream().open();
      stream.response.headers.set("Content-Type", type);
      h.client.connect();
      await settle();
      expect(h.state).toBe("open");
    },
  );

  it("does not accept a type that only starts like an event stream's", async () => {
    const h = harness();
    const stream = h.server.stream().open();
    stream.response.headers.set("Content-Type", "text/event-streams");
    h.client.connect();
    await settle();
    expect(h.state).toBe("failed");
  });

  it("of another media type is final", async () => {
    const h = harness();
    h.server.answer(new Response("<p>Sign in", { headers: { "Content-Type": "text/html" } }));
    h.client.connect();
    await h.clock.advance(60_000);
    expect(h.client.status.get()).toMatchObject({
      state: "failed",
      reason: "Expected text/event-stream, received text/html",
    });
  });

  it("with Retry-After in seconds is obeyed, plus jitter", async () => {
    const h = harness();
    h.server.answer(problem(503, {}, { "Retry-After": "20" }));
    h.client.connect();
    await settle();
    expect(h.wait).toBe(21_000);
  });

  it.each([
    [9000, 5000],
    [1000, 1000],
  ])("with Retry-After as a date is obeyed, also one in the past", async (date, expected) => {
    const h = harness();
    h.server.answer(problem(429, {}, { "Retry-After": new Date(date).toUTCString() }));
    await h.clock.advance(5000);
    h.client.connect();
    await settle();
    expect(h.wait).toBe(expected);
  });
});

describe("401", () => {
  const tokens = () => {
    const refreshes: boolean[] = [];
    return {
      refreshes,
      headers: ({ refresh }: { refresh: boolean }) => {
        refreshes.push(refresh);
        return Promise.resolve({ Authorization: `Bearer t${refreshes.length}` });
      },
    };
  };

  it("retries once, immediately, with new headers", async () => {
    const { refreshes, headers } = tokens();
    const h = harness({ headers });
    h.server.answer(problem(401)).stream().open();
    h.client.connect();
    await settle();
    expect(h.state).toBe("open");
    expect(refreshes).toEqual([false, true]);
    expect(h.server.last.headers.get("Authorization")).toBe("Bearer t2");
  });

  it("a second time is final", async () => {
    const { headers } = tokens();
    const h = harness({ headers });
    h.server.answer(problem(401)).answer(problem(401));
    h.client.connect();
    await h.clock.advance(60_000);
    expect(h.client.status.get()).toMatchObject({ state: "failed", code: 401 });
    expect(h.server.requests).toHaveLength(2);
  });

  it("refreshes again after an open stream", async () => {
    const { refreshes, headers } = tokens();
    const h = harness({ headers });
    h.server.answer(problem(401));
    (await h.opened()).end();
    await settle();
    h.server.answer(problem(401)).stream().open();
    await h.clock.advance(1000);
    expect(h.state).toBe("open");
    expect(refreshes).toEqual([false, true, false, true]);
  });

  it("is final where the headers are fixed", async () => {
    const h = harness({ headers: { Authorization: "Bearer t" } });
    h.server.answer(problem(401));
    h.client.connect();
    await h.clock.advance(60_000);
    expect(h.state).toBe("failed");
    expect(h.server.requests).toHaveLength(1);
  });

  it("retries after an unanswered request for headers", async () => {
    let calls = 0;
    const headers = () => {
      calls += 1;
      if (calls === 1) throw new TypeError("no network");
      return {};
    };
    const h = harness({ headers });
    h.server.stream().open();
    h.client.connect();
    await h.clock.advance(1000);
    expect(h.state).toBe("open");
  });
});
