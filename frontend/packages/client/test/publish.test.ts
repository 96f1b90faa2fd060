import { TidingsError } from "@tidings/client";
import { settle } from "@tidings/client/testing";
import { describe, expect, it } from "vitest";
import { harness, problem } from "./harness.ts";

const RECEIPT = { accepted: 1, duplicates: 0, cursor: "x:1" };
const accepted = () => Response.json(RECEIPT, { status: 202 });

function ids() {
  let last = 0;
  return () => {
    last += 1;
    return `id-${last}`;
  };
}

/** The type and the id of each request. */
function sent({ server }: ReturnType<typeof harness>): string[] {
  return server.requests.map(({ body }) => {
    const { type, id } = JSON.parse(body ?? "");
    return `${type} ${id}`;
  });
}

describe("publish", () => {
  it("posts the event as plain JSON with an id, and returns the receipt", async () => {
    const h = harness({ headers: { Authorization: "Bearer t" }, createId: ids() });
    h.server.answer(accepted());
    await expect(h.client.publish({ type: "a", data: { n: 1 }, user: "bob" })).resolves.toEqual(
      RECEIPT,
    );
    const { url, method, body, headers } = h.server.last;
    expect([method, url]).toEqual(["POST", "/api/events"]);
    expect(JSON.parse(body ?? "")).toEqual({ type: "a", data: { n: 1 }, user: "bob", id: "id-1" });
    expect(headers.get("Content-Type")).toBe("application/json");
    expect(headers.get("Authorization")).toBe("Bearer t");
  });

  it("keeps the application's id", async () => {
    const h = harness({ createId: ids() });
    h.server.answer(accepted());
    await h.client.publish({ type: "a", id: "mine" });
    expect(sent(h)).toEqual(["a mine"]);
  });

  it("creates unique ids", async () => {
    const h = harness();
    h.server.answer(accepted()).answer(accepted());
    await Promise.all([h.client.publish({ type: "a" }), h.client.publish({ type: "a" })]);
    const [first, second] = sent(h);
    expect(first).toMatch(/^a [0-9a-f]{32}$/);
    expect(second).not.toBe(first);
  });

  it("throws the server's refusal, with its fields", async () => {
    const h = harness();
    const errors = [{ field: "type", message: "is missing" }];
    h.server.answer(problem(400, { title: "Bad event", errors: [...errors, "noise"] }));
    const error = await h.client.publish({ type: "" }).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(TidingsError);
    expect(error).toMatchObject({ status: 400, message: "Bad event", problem: { errors } });
  });

  it("throws the status of a refusal without a problem", async () => {
    const h = harness();
    h.server.answer(new Response("<h1>Oops", { status: 503, headers: { "Retry-After": "3" } }));
    await expect(h.client.publish({ type: "a" }, { retry: false })).rejects.toMatchObject({
      status: 503,
      message: "The server answered 503",
      retryAfter: 3000,
      problem: { errors: [] },
    });
  });

  it("refreshes the headers once on 401", async () => {
    const h = harness({ headers: ({ refresh }) => ({ Authorization: refresh ? "new" : "old" }) });
    h.server.answer(problem(401)).answer(accepted());
    await expect(h.client.publish({ type: "a" })).resolves.toEqual(RECEIPT);
    expect(h.server.requests.map(({ headers }) => headers.get("Authorization"))).toEqual([
      "old",
      "new",
    ]);
    h.server.answer(problem(401)).answer(problem(401));
    await expect(h.client.publish({ type: "a" })).rejects.toMatchObject({ status: 401 });
  });

  it("reports each cause of a wait once", async () => {
    const h = harness();
    for (let i = 0; i < 2; i++) h.server.answer(new TypeError("no network"));
    h.server.answer(problem(503, { detail: "Draining" })).answer(accepted());
    const receipt = h.client.publish({ type: "a" });
    await h.clock.advance(1000 + 2000 + 4000);
    await receipt;
    expect(h.errors.map(String)).toEqual(["TypeError: no network", "TidingsError: Draining"]);
  });

  it.each([{}, null, 5, { accepted: 1 }])(
    "does not accept a gateway's %j as a receipt, and repeats the request with the same id",
    async (body) => {
      const h = harness({ createId: ids() });
      h.server.answer(Response.json(body)).answer(accepted());
      const receipt = h.client.publish({ type: "a" });
      await h.clock.advance(1000);
      await expect(receipt).resolves.toEqual(RECEIPT);
      expect(sent(h)).toEqual(["a id-1", "a id-1"]);
      expect(h.errors.map(String)).toEqual(["Error: The answer is not a receipt"]);
    },
  );

  it("fails immediately without retry and without a network", async () => {
    const h = harness();
    h.server.answer(new TypeError("no network"));
    await expect(h.client.publish({ type: "a" }, { retry: false })).rejects.toThrow("no network");
    expect(h.server.requests).toHaveLength(1);
  });
});

describe("the queue", () => {
  it("sends queued events once, in order, when the network is back", async () => {
    const h = harness({ createId: ids() });
    h.page.signal("offline");
    h.server.answer(new TypeError("no network"));
    const receipts = ["a", "b", "c"].map((type) => h.client.publish({ type }));
    await settle();
    expect(sent(h)).toEqual(["a id-1"]);
    for (let i = 0; i < 3; i++) h.server.answer(accepted());
    h.page.signal("online");
    await Promise.all(receipts);
    expect(sent(h)).toEqual(["a id-1", "a id-1", "b id-2", "c id-3"]);
    await h.clock.advance(600_000);
    expect(h.server.requests).toHaveLength(4);
  });

  it("repeats an event with its id after a lost answer", async () => {
    const h = harness({ createId: ids() });
    h.server.answer("never").answer(Response.json({ ...RECEIPT, accepted: 0, duplicates: 1 }));
    const receipt = h.client.publish({ type: "a" });
    await h.clock.advance(30_000);
    expect(h.server.last.signal?.aborted).toBe(true);
    await h.clock.advance(1000);
    await expect(receipt).resolves.toMatchObject({ duplicates: 1 });
    expect(sent(h)).toEqual(["a id-1", "a id-1"]);
  });

  it.each([408, 429, 500, 503])("retries after %i with growing waits", async (status) => {
    const h = harness();
    for (let i = 0; i < 3; i++) h.server.answer(problem(status));
    h.server.answer(accepted());
    const receipt = h.client.publish({ type: "a" });
    const times: number[] = [];
    for (let i = 1; i <= 3; i++) {
      await h.clock.advance(1000 * 2 ** (i - 1) - 1);
      times.push(h.server.requests.length);
      await h.clock.advance(1);
    }
    expect(times).toEqual([1, 2, 3]);
    await expect(receipt).resolves.toEqual(RECEIPT);
  });

  it("fails an event without retry while earlier ones wait: events are not reordered", async () => {
    const h = harness();
    h.server.answer(new TypeError("no network"));
    const first = h.client.publish({ type: "a" });
    const together = h.client.publish({ type: "b" }, { retry: false });
    await expect(together).rejects.toThrow("no network");
    const later = h.client.publish({ type: "c" }, { retry: false });
    await expect(later).rejects.toThrow("no network");
    expect(h.server.requests).toHaveLength(1);
    h.server.answer(accepted()).answer(accepted());
    await h.clock.advance(1000);
    await expect(first).resolves.toEqual(RECEIPT);
    await expect(h.client.publish({ type: "d" }, { retry: false })).resolves.toEqual(RECEIPT);
    expect(sent(h).map((line) => line[0])).toEqual(["a", "a", "d"]);
  });

  it("sends an event without retry after one that is in progress", async () => {
    const h = harness();
    h.server.answer(accepted()).answer(accepted());
    const both = [
      h.client.publish({ type: "a" }),
      h.client.publish({ type: "b" }, { retry: false }),
    ];
    await expect(Promise.all(both)).resolves.toEqual([RECEIPT, RECEIPT]);
  });

  it("obeys Retry-After, also when the network comes back meanwhile", async () => {
    const h = harness();
    h.server.answer(problem(503, {}, { "Retry-After": "20" })).answer(accepted());
    const receipt = h.client.publish({ type: "a" });
    await settle();
    h.page.signal("online");
    await h.clock.advance(19_999);
    expect(h.server.requests).toHaveLength(1);
    await h.clock.advance(1001);
    await expect(receipt).resolves.toEqual(RECEIPT);
  });

  it.each([400, 403, 413, 414, 415, 431])(
    "takes %i as an error of the event, also from a gateway",
    async (status) => {
      const h = harness();
      h.server.answer(new Response("<h1>Gateway", { status })).answer(accepted());
      const first = h.client.publish({ type: "a" });
      const second = h.client.publish({ type: "b" });
      await expect(first).rejects.toMatchObject({ status });
      await expect(second).resolves.toMatchObject({ accepted: 1 });
    },
  );

  it.each([401, 404, 405, 409, 410, 421, 422, 451])(
    "retries after a gateway's %i",
    async (status) => {
      const h = harness();
      h.server.answer(new Response("<h1>Gateway", { status })).answer(accepted());
      const receipt = h.client.publish({ type: "a" });
      await h.clock.advance(1000);
      await expect(receipt).resolves.toMatchObject({ accepted: 1 });
    },
  );

  it.each([401, 404, 405, 409, 422])("takes the server's %i as final", async (status) => {
    const h = harness();
    h.server.answer(problem(status));
    await expect(h.client.publish({ type: "a" })).rejects.toMatchObject({ status });
    expect(h.server.requests).toHaveLength(1);
  });

  it.each([400, 403, 413])("continues after an event refused with %i", async (status) => {
    const h = harness();
    h.server.answer(problem(status)).answer(accepted());
    const refused = h.client.publish({ type: "a" });
    const next = h.client.publish({ type: "b" });
    await expect(refused).rejects.toMatchObject({ status });
    await expect(next).resolves.toEqual(RECEIPT);
  });

  it("publishes an event as it was when it was added", async () => {
    const h = harness();
    h.server.answer(new TypeError("no network")).answer(accepted());
    const data = { n: 1 };
    const receipt = h.client.publish({ type: "a", data });
    data.n = 2;
    await h.clock.advance(1000);
    await receipt;
    expect(JSON.parse(h.server.last.body ?? "")).toMatchObject({ data: { n: 1 } });
  });

  it("rejects more than its limit, 1000 by default", async () => {
    const h = harness();
    h.server.answer("never");
    for (let i = 0; i < 1000; i++) void h.client.publish({ type: "a" });
    await expect(h.client.publish({ type: "a" })).rejects.toThrow("full: at most 1000 events");
    const small = harness({ queue: { max: 1 } });
    small.server.answer("never");
    void small.client.publish({ type: "a" });
    await expect(small.client.publish({ type: "a" })).rejects.toThrow("full: at most 1 events");
  });

  it("rejects data that is not serialisable, and continues", async () => {
    const h = harness();
    h.server.answer(accepted());
    await expect(h.client.publish({ type: "a", data: 1n })).rejects.toThrow(TypeError);
    await expect(h.client.publish({ type: "b" })).resolves.toEqual(RECEIPT);
  });

  it("is dropped when the client's signal aborts", async () => {
    const end = new AbortController();
    const h = harness({ signal: end.signal });
    h.server.answer("never");
    const waiting = [h.client.publish({ type: "a" }), h.client.publish({ type: "b" })];
    await settle();
    end.abort(new Error("over"));
    for (const receipt of waiting) await expect(receipt).rejects.toThrow("over");
    await expect(h.client.publish({ type: "c" })).rejects.toThrow("over");
    expect(h.server.requests).toHaveLength(1);
    expect(h.server.last.signal?.aborted).toBe(true);
  });
});
