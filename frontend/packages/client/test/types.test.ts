import {
  type AnyTidingsClient,
  type ClientOptions,
  createClient,
  type EventMap,
  type EventOf,
  type GapData,
  type PublishEvent,
  type RegisteredEvents,
  type StandardSchema,
  type TidingsClient,
  type TidingsEvent,
} from "@tidings/client";
import { expect, expectTypeOf, it } from "vitest";

interface Shop {
  "order.paid": { order: number };
  "order.sent": { parcel: string };
  "order.item.added": { item: string };
  tick: number;
}

// `tsc -b` checks the types here; the tests below also run the code.
const client = createClient<Shop>();

it("knows the data of each type", () => {
  client.on("order.paid", (event) => {
    expectTypeOf(event).toEqualTypeOf<TidingsEvent<{ order: number }, "order.paid">>();
    expectTypeOf(event.data.order).toBeNumber();
  });
  client.on("tick", ({ data }) => expectTypeOf(data).toBeNumber());
  expectTypeOf(client.cached("tick")).toEqualTypeOf<TidingsEvent<number, "tick">[]>();
});

it("knows what a pattern matches, and narrows the data by the type", () => {
  client.on("order.*", (event) => {
    expectTypeOf(event.type).toEqualTypeOf<"order.paid" | "order.sent">();
    if (event.type === "order.paid") expectTypeOf(event.data).toEqualTypeOf<{ order: number }>();
  });
  expectTypeOf<EventOf<Shop, "order.**">["type"]>().toEqualTypeOf<
    "order.paid" | "order.sent" | "order.item.added"
  >();
  expectTypeOf<EventOf<Shop, "**">["type"]>().toEqualTypeOf<keyof Shop>();
});

it("knows nothing of undeclared events", () => {
  expectTypeOf<EventOf<Shop, "other">>().toEqualTypeOf<TidingsEvent>();
  expectTypeOf<EventOf<RegisteredEvents, "any.thing">["data"]>().toBeUnknown();
  // @ts-expect-error: the data of an unknown type must be narrowed first
  createClient<EventMap>().on("other", ({ data }) => data.order);
});

it("accepts the types of the map, and the patterns that match one", () => {
  const listen = () => undefined;
  client.on("order.paid", listen);
  client.on("order.*", listen);
  client.on("order.**", listen);
  client.on("order.item.*", listen);
  client.on("order.item.**", listen);
  client.on("**", listen);
  client.on("tidings.gap", listen);
  client.on("tidings.*", listen);
  // @ts-expect-error: misspelt
  client.on("order.payed", listen);
  // @ts-expect-error: no type is one segment below it
  client.on("tick.*", listen);
  // @ts-expect-error: misspelt
  client.on("oder.**", listen);
  // @ts-expect-error: misspelt
  client.on("tidings.gapp", listen);
  // @ts-expect-error: misspelt
  client.cached("order.payed");
});

it("accepts any type without a map", () => {
  const open = createClient();
  open.on("any.thing", ({ data }) => expectTypeOf(data).toBeUnknown());
  const type: string = "at runtime";
  open.on(type, () => undefined);
});

it("publishes the types of the map with their data", () => {
  // `signal` ends the client before it publishes.
  const closed = createClient<Shop & { ping: undefined; any: unknown }>({
    signal: AbortSignal.abort("closed"),
  });
  const publish: typeof closed.publish = (...event) =>
    closed.publish(...event).catch(() => ({ accepted: 0, duplicates: 0, cursor: "" }));
  publish({ type: "order.paid", data: { order: 1 }, user: "bob" }, { retry: false });
  publish({ type: "ping" });
  publish({ type: "any" });
  // @ts-expect-error: misspelt
  publish({ type: "order.payed", data: { order: 1 } });
  // @ts-expect-error: the order is a number
  publish({ type: "order.paid", data: { order: "1" } });
  // @ts-expect-error: the data of another type
  publish({ type: "order.paid", data: { parcel: "1" } });
  // @ts-expect-error: the data is missing
  publish({ type: "order.paid" });
  // @ts-expect-error: an unknown attribute
  publish({ type: "tick", data: 1, usr: "bob" });
  expectTypeOf<PublishEvent>().toEqualTypeOf<PublishEvent<EventMap>>();
  expectTypeOf<{ type: string; data: unknown }>().toExtend<PublishEvent>();
});

it("infers the map from the schemas", () => {
  const parcel: StandardSchema<{ parcel: string }> = {
    "~standard": { version: 1, vendor: "x", validate: () => ({ value: { parcel: "p" } }) },
  };
  const inferred = createClient({ schemas: { "order.sent": parcel, tick: Number } });
  expectTypeOf(inferred).toEqualTypeOf<
    TidingsClient<{ "order.sent": { parcel: string }; tick: number }>
  >();
  inferred.on("order.sent", ({ data }) => expectTypeOf(data.parcel).toBeString());
  inferred.on("tick", ({ data }) => expectTypeOf(data).toBeNumber());
  // @ts-expect-error: misspelt
  inferred.on("order.snet", () => undefined);
  // @ts-expect-error: no schema
  createClient({ schemas: { tick: 5 } });
});

it("passes a client with a map where any client is accepted", () => {
  const accept = (any: AnyTidingsClient) => any.status.get();
  expect(accept(createClient<Shop>()).state).toBe("idle");
  expect(accept(createClient({ schemas: { tick: Number } })).state).toBe("idle");
});

it("knows the protocol's own events", () => {
  expectTypeOf<EventOf<Shop, "tidings.gap">["data"]>().toEqualTypeOf<GapData>();
});

it("accepts only schemas with the data of the map", () => {
  const options: ClientOptions<Shop> = {
    schemas: {
      tick: Number,
      // @ts-expect-error: a parcel is a string
      "order.sent": () => ({ parcel: 1 }),
    },
  };
  expect(Object.keys(options.schemas ?? {})).toHaveLength(2);
});

it("has no any", () => {
  expectTypeOf<EventOf<Shop, "tick">>().not.toBeAny();
  expectTypeOf<EventOf<Shop, "other">["data"]>().not.toBeAny();
  expectTypeOf(client.status.get()).not.toBeAny();
});
