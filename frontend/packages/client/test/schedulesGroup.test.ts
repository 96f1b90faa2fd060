import { expect, it } from "vitest";
import { playAll } from "./model/schedule.ts";

it("schedules of three tabs that share: none lost, none doubled", {
  timeout: 600_000,
}, async () => {
  expect(await playAll({ from: 8000, count: 2000, tabs: 3 })).toEqual([]);
});
