import { expect, it } from "vitest";
import { playAll } from "./model/schedule.ts";

// With the two files beside this one: 10,000 schedules.
it("2000 schedules of two tabs that share: none lost, none doubled", {
  timeout: 600_000,
}, async () => {
  expect(await playAll({ from: 6000, count: 2000, tabs: 2 })).toEqual([]);
});
