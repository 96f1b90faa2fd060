import { expect, it } from "vitest";
import { playAll } from "./model/schedule.ts";

// With the two files beside this one: 10,000 schedules.
it("2000 schedules of three tabs that share: none lost, none doubled", {
  timeout: 600_000,
}, async () => {
  expect(await playAll({ from: 8000, count: 2000, tabs: 3 })).toEqual([]);
});
