import type { TidingsEvent } from "@tidings/client";
import { expect, it } from "vitest";
import { Latency } from "../src/connection/latency.ts";

function event(id: string): TidingsEvent {
  return { type: "a", id, data: null, text: "" };
}

function receipt(cursor: string, duplicates = 0) {
  return () => Promise.resolve({ accepted: 1, duplicates, cursor });
}

it("measures from publish to arrival, in either order of answer and event", async () => {
  let now = 0;
  const latency = new Latency(() => now);
  await latency.measure(receipt("0-1"));
  now = 30;
  latency.recordArrival(event("0-1"));
  expect(latency.get()).toEqual({ p50: 30, count: 1 });

  await latency.measure(() => {
    now = 50;
    latency.recordArrival(event("0-2"));
    return receipt("0-2")();
  });
  expect(latency.get()).toEqual({ p50: 30, count: 2 });
});

it("ignores other publishers' events and duplicates", async () => {
  const latency = new Latency(() => 0);
  latency.recordArrival(event("0-1"));
  await latency.measure(receipt("0-1", 1));
  expect(latency.get().count).toBe(0);
});
