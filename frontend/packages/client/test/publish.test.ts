import { TidingsError } from "@tidings/client";
import { settle } from "@tidings/client/testing";
import { describe, expect, it } from "vitest";
import { harness, problem } from "./harness.ts";

const RECEIPT = { accepted: 1, duplicates: 0, cursor: "x:1" };

describe("publish", () => {
  it("posts the event as plain JSON and returns the receipt", async () => {
    const h = harness({ headers: { Authorization: "Bearer t" } });
    h.server.answer(Response.json(RECEIPT, { status: 202 }));
    await expect(h.client.publish({ type: "a", data: { n: 1 }, user: "bob" })).resolves.toEqual(
      RECEIPT,
    );
    const { url, method, body, headers } = h.server.last;
    expect([method, url]).toEqual(["POST", "/api/events"]);
    expect(JSON.parse(body ?? "")).toEqual({ type: "a", data: { n: 1 }, user: "bob" });
    expect(headers.get("Content-Type")).toBe("application/json");
    expect(headers.get("Authorization")).toBe("Bearer t");
  });

  it("throws what the server refused, field by field", async () => {
    const h = harness();
    const errors = [{ field: "type", message: "is missing" }];
    h.server.answer(problem(400, { title: "Bad event", errors: [...errors, "noise"] }));
    const error = await h.client.publish({ type: "" }).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(TidingsError);
    expect(error).toMatchObject({ status: 400, message: "Bad event", problem: { errors } });
  });

  it("throws the status where the refusal has no problem to tell", async () => {
    const h = harness();
    h.server.answer(new Response("<h1>Oops", { status: 503, headers: { "Retry-After": "3" } }));
    await expect(h.client.publish({ type: "a" })).rejects.toMatchObject({
      status: 503,
      message: "The server answered 503",
      retryAfter: 3000,
      problem: { errors: [] },
    });
  });

  it("refreshes the headers once on 401", async () => {
    const h = harness({ headers: ({ refresh }) => ({ Authorization: refresh ? "new" : "old" }) });
    h.server.answer(problem(401)).answer(Response.json(RECEIPT, { status: 202 }));
    await expect(h.client.publish({ type: "a" })).resolves.toEqual(RECEIPT);
    expect(h.server.requests.map(({ headers }) => headers.get("Authorization"))).toEqual([
      "old",
      "new",
    ]);
    h.server.answer(problem(401)).answer(problem(401));
    await expect(h.client.publish({ type: "a" })).rejects.toMatchObject({ status: 401 });
  });

  it("is not repeated after any other refusal", async () => {
    const h = harness({ headers: () => ({}) });
    h.server.answer(problem(503));
    await expect(h.client.publish({ type: "a" })).rejects.toMatchObject({ status: 503 });
    expect(h.server.requests).toHaveLength(1);
  });
});

describe("renew", () => {
  it("extends the open connection with the fresh token", async () => {
    const h = harness({ headers: { Authorization: "Bearer old" } });
    await h.opened();
    h.server.answer(new Response(null, { status: 204 }));
    await h.client.renew("fresh");
    const { url, method, body, headers } = h.server.last;
    expect([method, url]).toEqual(["PUT", "/api/connections/c-1/token"]);
    expect(headers.get("Authorization")).toBe("Bearer fresh");
    expect(JSON.parse(body ?? "")).toEqual({ token: "fresh" });
  });

  it("has nothing to do while no stream is open", async () => {
    const h = harness();
    await h.client.renew("fresh");
    await settle();
    expect(h.server.requests).toHaveLength(0);
  });
});
