import { expect, test } from "vitest";
import { pagesFor } from "../src/app/features.ts";

test("a server with both features has all pages", () => {
  expect(pagesFor(["push", "runs"], true)).toEqual([
    "live",
    "chat",
    "tasks",
    "connections",
    "dead-letters",
  ]);
  expect(pagesFor(["push", "runs"], false)).not.toContain("dead-letters");
});

test("without runs there is no chat, without push there is nothing else", () => {
  expect(pagesFor(["push"], false)).toEqual(["live", "tasks", "connections"]);
  expect(pagesFor(["runs"], true)).toEqual(["chat"]);
});
