import { expect, it } from "vitest";
import { DeliveryHistory } from "../src/deliveryHistory.ts";
import type { Frame } from "../src/frames.ts";

const GAP = { type: "tidings.gap", text: '{"reason":"overflow"}' };
const event = (n: number) => ({ id: `${n}`, type: "n", text: `${n}` });

function trail(base: string | undefined, ...frames: Frame[]) {
  const made = new DeliveryHistory(base);
  let cursor = base;
  for (const frame of frames) {
    cursor = frame.id ?? cursor;
    made.add(frame, cursor);
  }
  return made;
}

it("knows what followed each position that was passed, and of no other", () => {
  const t = trail("0", event(1), event(2));
  expect(t.after("0")).toEqual([event(1), event(2)]);
  expect(t.after("1")).toEqual([event(2)]);
  expect(t.after("2")).toEqual([]);
  expect(t.after("9")).toBeUndefined();
});

it("tells a gap to who stands at the position before it, too", () => {
  expect(trail("0", event(1), GAP, event(2)).after("1")).toEqual([GAP, event(2)]);
  expect(trail("0", event(1), GAP, GAP).after("1")).toEqual([GAP, GAP]);
});

it("tells a gap that is the first thing that it has", () => {
  expect(trail("1", GAP).after("1")).toEqual([GAP]);
  expect(trail("1", GAP, event(2)).after("1")).toEqual([GAP, event(2)]);
});

it("tells a gap of which all before it was forgotten", () => {
  const t = trail("0", event(1), GAP);
  let n = 2;
  // Until the event before the gap is no longer kept.
  while (t.after("0") !== undefined) {
    t.add(event(n), `${n}`);
    n += 1;
  }
  expect(t.after("1")?.[0]).toEqual(GAP);
});
