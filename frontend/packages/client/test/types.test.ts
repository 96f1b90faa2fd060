import {
  type ClientOptions,
  createClient,
  type EventOf,
  type GapData,
  type RegisteredEvents,
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
  client.on("other", ({ data }) => data.order);
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
