import { expect, it } from "vitest";
import { playAll } from "./model/schedule.ts";

it("schedules of one tab: no event is lost or duplicated", { timeout: 600_000 }, async () => {
  expect(await playAll({ from: 0, count: 6000, tabs: 1 })).toEqual([]);
});
