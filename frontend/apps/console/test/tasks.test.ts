import type { TidingsEvent } from "@tidings/client";
import { expect, it } from "vitest";
import { readTask } from "../src/tasks/task.ts";
import { isStale, STALE_AFTER, Tasks, timeLeft } from "../src/tasks/tasks.ts";

function event(data: unknown, type = "task.progress"): TidingsEvent {
  return { type, id: undefined, data, text: "" };
}

function harness(limit = 200) {
  let now = 0;
  const tasks = new Tasks({ limit, schedule: (task) => task(), now: () => now });
  return {
    tasks,
    at(time: number, data: unknown, type?: string) {
      now = time;
      tasks.add(event(data, type));
    },
    first() {
      const [task] = tasks.get();
      if (!task) throw new Error("No task");
      return task;
    },
  };
}

it.each<[unknown, string, number | undefined, string | undefined]>([
  [{ task: "t", progress: 0.25 }, "t", 0.25, undefined],
  [{ id: 7, progress: 25 }, "7", 0.25, undefined],
  [{ task: "t", percent: "40%" }, "t", 0.4, undefined],
  [{ task: "t", progress: 250 }, "t", 1, undefined],
  [{ task: "t", progress: -1 }, "t", 0, undefined],
  [{ task: "t", progress: "soon" }, "t", undefined, undefined],
  [{ task: "t", status: "DONE" }, "t", 1, "completed"],
  [{ task: "t", status: "constructor" }, "t", undefined, undefined],
])("reads %j", (data, task, progress, status) => {
  expect(readTask(event(data))).toMatchObject({ task, progress: progress ?? undefined });
  expect(readTask(event(data))?.status).toBe(status ?? "running");
});

it("takes the status from the type where the data has none", () => {
  expect(readTask(event({ task: "t" }, "task.failed"))?.status).toBe("failed");
  expect(readTask(event({ task: "t" }, "task.whatever"))?.status).toBeUndefined();
});

it.each([null, "text", 4, {}, { task: "" }, { task: {} }])("reads no task from %j", (data) => {
  expect(readTask(event(data))).toBeUndefined();
});

it("keeps values that an event omits", () => {
  const h = harness();
  h.at(0, { task: "t", progress: 10, message: "Begun" });
  h.at(1, { task: "t" }, "task.note");
  expect(h.first()).toMatchObject({ progress: 0.1, message: "Begun", status: "running" });
});

it("lists the last changed first, and drops the least recently changed", () => {
  const h = harness(2);
  for (const [at, task] of ["a", "b", "a", "c"].entries()) h.at(at, { task });
  expect(h.tasks.get().map(({ id }) => id)).toEqual(["c", "a"]);
});

it("estimates the time left from the first progress", () => {
  const h = harness();
  h.at(0, { task: "t", progress: 0.2 });
  expect(timeLeft(h.first(), 0)).toBeUndefined();
  h.at(10_000, { task: "t", progress: 0.4 });
  expect(timeLeft(h.first(), 10_000)).toBeCloseTo(30_000);
  expect(timeLeft(h.first(), 15_000)).toBeCloseTo(25_000);
  h.at(20_000, { task: "t", status: "completed" });
  expect(timeLeft(h.first(), 20_000)).toBeUndefined();
});

it("is stale after a time without an update, unless it has ended", () => {
  const h = harness();
  h.at(0, { task: "t" });
  expect(isStale(h.first(), STALE_AFTER - 1)).toBe(false);
  expect(isStale(h.first(), STALE_AFTER)).toBe(true);
  h.at(1, { task: "t", status: "failed" });
  expect(isStale(h.first(), STALE_AFTER * 2)).toBe(false);
});

it("removes finished tasks", () => {
  const h = harness();
  h.at(0, { task: "a" });
  h.at(1, { task: "b", status: "cancelled" });
  h.tasks.removeFinished();
  expect(h.tasks.get().map(({ id }) => id)).toEqual(["a"]);
});
