import { expect, it } from "vitest";
import { matchesType } from "../src/eventTypes.ts";

it.each([
  ["task.progress", "task.progress", true],
  ["task.progress", "task.done", false],
  ["task.*", "task.progress", true],
  ["task.*", "task.progress.half", false],
  ["task.*", "task", false],
  ["task.**", "task.progress.half", true],
  ["task.**", "task", false],
  ["task.**", "tasks.progress", false],
  ["*.done", "task.done", true],
  ["**", "anything", true],
  ["**", "tidings.gap", false],
  ["*.gap", "tidings.gap", false],
  ["tidings.*", "tidings.gap", true],
  ["tidings.gap", "tidings.gap", true],
])("%s matches %s: %s", (pattern, type, expected) => {
  expect(matchesType(pattern, type)).toBe(expected);
});
