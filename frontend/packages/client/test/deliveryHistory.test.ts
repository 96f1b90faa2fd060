import { expect, it } from "vitest";
import { DeliveryHistory } from "../src/deliveryHistory.ts";
import type { Frame } from "../src/frames.ts";

const GAP = { type: "tidings.gap", text: '{"reason":"overflow"}' };
const event = (n: number) => ({ id: `${n}`, type: "n", text: `${n}` });

function historyOf(base: string | undefined, ...frames: Frame[]) {
  const made = new DeliveryHistory(base);
  let cursor = base;
  for (const frame of frames) {
    cursor = frame.id ?? cursor;
    made.add(frame, cursor);
  }
  return made;
}

it("returns the frames after each passed cursor, and none for another", () => {
  const t = historyOf("0", event(1), event(2));
  expect(t.after("0")).toEqual([event(1), event(2)]);
  expect(t.after("1")).toEqual([event(2)]);
  expect(t.after("2")).toEqual([]);
  expect(t.after("9")).toBeUndefined();
});

it("repeats a gap for a tab at the cursor before it", () => {
  expect(historyOf("0", event(1), GAP, event(2)).after("1")).toEqual([GAP, event(2)]);
  expect(historyOf("0", event(1), GAP, GAP).after("1")).toEqual([GAP, GAP]);
});

it("returns a gap that is its first frame", () => {
  expect(historyOf("1", GAP).after("1")).toEqual([GAP]);
  expect(historyOf("1", GAP, event(2)).after("1")).toEqual([GAP, event(2)]);
});

it("returns a gap after dropping every frame before it", () => {
  const t = historyOf("0", event(1), GAP);
  let n = 2;
  // Until the history drops the event before the gap.
  while (t.after("0") !== undefined) {
    t.add(event(n), `${n}`);
    n += 1;
  }
  expect(t.after("1")?.[0]).toEqual(GAP);
});
