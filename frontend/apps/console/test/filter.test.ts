import { expect, it } from "vitest";
import { toPredicate } from "../src/live/filter.ts";

function passes(chips: readonly string[], type: string, text = ""): boolean {
  const event = { type, id: undefined, data: text, text };
  return toPredicate(chips)({ key: 0, at: new Date(0), kind: "event", event });
}

it.each<[string[], string, string, boolean]>([
  [[], "a", "", true],
  [["type:orders.*"], "orders.paid", "", true],
  [["type:orders.*"], "orders.paid.late", "", false],
  [["type:orders.**"], "orders.paid.late", "", true],
  [["type:orders.paid", "type:task.*"], "task.done", "", true],
  [["Ada"], "orders.paid", '{"name":"ada lovelace"}', true],
  [["paid"], "orders.paid", "{}", true],
  [["ada", "love"], "a", "Ada Lovelace", true],
  [["ada", "bob"], "a", "Ada Lovelace", false],
  [["type:orders.*", "ada"], "orders.paid", "Bob", false],
])("%j accepts %s %s: %s", (chips, type, text, expected) => {
  expect(passes(chips, type, text)).toBe(expected);
});

it("accepts gaps with every filter: a missing event may have matched", () => {
  const gap = { key: 0, at: new Date(0), kind: "gap", gap: { reason: "epoch" } } as const;
  expect(toPredicate(["type:none"])(gap)).toBe(true);
});
