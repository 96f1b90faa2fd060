import { expect, it } from "vitest";
import { playAll } from "./model/schedule.ts";

it("schedules of two tabs that share: no event is lost or duplicated", {
  timeout: 600_000,
}, async () => {
  expect(await playAll({ from: 6000, count: 2000, tabs: 2 })).toEqual([]);
});
