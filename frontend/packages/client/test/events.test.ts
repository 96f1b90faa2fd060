import { SchemaError, type StandardSchema } from "@tidings/client";
import { frame, settle } from "@tidings/client/testing";
import { describe, expect, it } from "vitest";
import { harness } from "./harness.ts";

const numbers = (...values: unknown[]) =>
  values.map((n) => frame("n", n, `x:${String(n)}`)).join("");

describe("a late listener", () => {
  it("receives cached events only on request", async () => {
    const h = harness();
    (await h.opened()).send(numbers(1, 2));
    await settle();
    const [plain, cached]: [unknown[], unknown[]] = [[], []];
    h.client.on("n", ({ data }) => plain.push(data));
    h.client.on("n", ({ data }) => cached.push(data), { cached: true });
    expect(plain).toEqual([]);
    expect(cached).toEqual([1, 2]);
    expect(h.client.cached("n").map(({ data }) => data)).toEqual([1, 2]);
    expect(h.client.cached("other")).toEqual([]);
  });

  it.each([
    [undefined, 100],
    [{ max: 2 }, 2],
    [{ max: 0 }, 0],
  ])("finds with cache %j the last %i", async (cache, kept) => {
    const h = harness(cache ? { cache } : {});
    (await h.opened()).send(numbers(...Array(150).keys()));
    await settle();
    const data = h.client.cached("**").map((event) => event.data);
    expect(data).toEqual([...Array(150).keys()].slice(150 - kept));
  });
});

describe("an event sent twice", () => {
  it("is delivered once, and does not move the cursor back", async () => {
    const h = harness();
    const stream = await h.opened();
    stream.send(`${numbers(1, 2, 3, 2)}: beat\nid: x:1\n\n`);
    await settle();
    expect(h.received.map(({ data }) => data)).toEqual([1, 2, 3]);
    expect(h.client.cursor).toBe("x:3");
  });
});

describe("data", () => {
  const even: StandardSchema<string> = {
    "~standard": {
      version: 1,
      vendor: "test",
      validate: (value) =>
        Number(value) % 2 === 0
          ? { value: `even ${String(value)}` }
          : { issues: [{ message: "is odd" }] },
    },
  };

  it("is transformed by its schema; invalid data is reported, and the stream continues", async () => {
    const h = harness({ schemas: { n: even } });
    (await h.opened()).send(numbers(1, 2));
    await settle();
    expect(h.received.map(({ data }) => data)).toEqual(["even 2"]);
    expect(h.errors).toEqual([new SchemaError("n", [{ message: "is odd" }])]);
    expect(h.client.cursor).toBe("x:2");
  });

  it("may be transformed by a function", async () => {
    const parse = (data: unknown) => {
      if (typeof data !== "number") throw new TypeError("no number");
      return data * 10;
    };
    const h = harness({ schemas: { n: parse } });
    (await h.opened()).send(numbers("a", 2));
    await settle();
    expect(h.received.map(({ data }) => data)).toEqual([20]);
    expect(h.errors).toMatchObject([{ message: "n: TypeError: no number", type: "n" }]);
  });

  it("may have a Standard Schema that is a function, too, such as ArkType's", async () => {
    const issues = [{ message: "is odd" }];
    const schema = Object.assign((data: unknown) => ({ errors: data }), even);
    const h = harness({ schemas: { n: schema } });
    (await h.opened()).send(numbers(1, 2));
    await settle();
    expect(h.received.map(({ data }) => data)).toEqual(["even 2"]);
    expect(h.errors).toEqual([new SchemaError("n", issues)]);
  });

  it("rejects an asynchronous schema", async () => {
    const validate = (value: unknown) => Promise.resolve({ value });
    const h = harness({
      schemas: { n: { "~standard": { version: 1, vendor: "test", validate } } },
    });
    (await h.opened()).send(numbers(1));
    await settle();
    expect(h.errors).toMatchObject([{ message: "n: The schema is asynchronous" }]);
  });
});

it("reports a listener that throws, and calls the others", async () => {
  const h = harness();
  const fault = new Error("mine");
  h.client.on("n", () => {
    throw fault;
  });
  const seen: unknown[] = [];
  h.client.on("n", ({ data }) => seen.push(data));
  (await h.opened()).send(numbers(1));
  await settle();
  expect(h.errors).toEqual([fault]);
  expect(seen).toEqual([1]);
});
