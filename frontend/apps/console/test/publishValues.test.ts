import { TidingsError } from "@tidings/client";
import { expect, it } from "vitest";
import { en } from "../src/i18n/en.ts";
import {
  INITIAL_VALUES,
  toPublishEvent,
  toRefusal,
  validation,
} from "../src/publish/publishValues.ts";

const validate = validation(en.publish);

it("omits empty fields", () => {
  expect(toPublishEvent({ ...INITIAL_VALUES, type: "a", data: " ", user: " ", topic: "" })).toEqual(
    {
      type: "a",
    },
  );
  expect(
    toPublishEvent({
      ...INITIAL_VALUES,
      type: "a",
      data: "[1]",
      user: " bob ",
      topic: "orders/eu",
    }),
  ).toEqual({
    type: "a",
    data: [1],
    user: "bob",
    topic: "orders/eu",
  });
});

it("starts with values that are valid", () => {
  expect(validate.type(INITIAL_VALUES.type)).toBeNull();
  expect(validate.data(INITIAL_VALUES.data)).toBeNull();
});

it.each(["", "a b", "a/b", "ä", "x".repeat(129), "tidings.gap", "run.failed", "Row.inserted"])(
  "refuses the type %j",
  (type) => {
    expect(validate.type(type)).not.toBeNull();
  },
);

it.each(["runs.failed", "my.run.failed", "arrow.moved"])("accepts the type %j", (type) => {
  expect(validate.type(type)).toBeNull();
});

it("refuses data that is not JSON", () => {
  expect(validate.data("{order: 1}")).toMatch(/^Not valid JSON: /);
});

it("assigns the server's errors to their fields, and shows the rest", () => {
  const errors = [
    { field: "type", message: "is reserved" },
    { field: "/0/topic", message: "is not granted" },
    { field: "[0].user", message: "is unknown" },
    { field: "priority", message: "is not one" },
  ];
  expect(toRefusal(new TidingsError(400, { detail: "Bad event", errors }))).toEqual({
    fields: { type: "is reserved", topic: "is not granted", user: "is unknown" },
    rest: "priority: is not one",
  });
  expect(toRefusal(new TidingsError(503, { detail: "The log is down", errors: [] }))).toEqual({
    fields: {},
    rest: "The log is down",
  });
});
