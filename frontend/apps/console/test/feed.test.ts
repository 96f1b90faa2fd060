import type { TidingsEvent } from "@tidings/client";
import { expect, it } from "vitest";
import { Feed, type FeedOptions } from "../src/live/feed.ts";
import { toPredicate } from "../src/live/filter.ts";

function harness(options: FeedOptions = {}) {
  const animationFrames: (() => void)[] = [];
  const feed = new Feed({ schedule: (task) => animationFrames.push(task), ...options });
  return {
    feed,
    animationFrames,
    add: (...types: string[]) => {
      for (const type of types) feed.addEvent(event(type));
    },
    /** Draws the next animation frame. */
    draw: () => animationFrames.shift()?.(),
    shown: () =>
      feed.get().shown.map((entry) => (entry.kind === "event" ? entry.event.type : entry.kind)),
  };
}

function event(type: string, text = "null"): TidingsEvent {
  return { type, id: undefined, data: null, text };
}

it("shows the newest first, and changes once per animation frame", () => {
  const h = harness();
  let changes = 0;
  h.feed.subscribe(() => {
    changes += 1;
  });
  h.add("a", "b");
  h.feed.addGap({ reason: "overflow" });
  h.add("c");
  expect(h.shown()).toEqual([]);
  h.draw();
  expect(h.shown()).toEqual(["c", "gap", "b", "a"]);
  expect(changes).toBe(1);
  expect(h.animationFrames).toHaveLength(0);
});

it("retains the newest entries up to its limit, and counts the dropped ones", () => {
  const h = harness({ limit: 3 });
  h.add("a", "b");
  h.draw();
  h.add("c", "d");
  h.draw();
  expect(h.shown()).toEqual(["d", "c", "b"]);
  expect(h.feed.get()).toMatchObject({ kept: 3, dropped: 1 });
});

it("limits the retained text, also of few events", () => {
  const h = harness({ maxText: 10 });
  for (const type of ["a", "b", "c"]) {
    h.feed.addEvent(event(type, "12345"));
    h.draw();
  }
  expect(h.shown()).toEqual(["c", "b"]);
  expect(h.feed.get().dropped).toBe(1);
});

it("keeps its limit in a hidden tab", () => {
  const h = harness({ limit: 2 });
  h.add("a", "b", "c", "d", "e");
  h.draw();
  expect(h.shown()).toEqual(["e", "d"]);
  expect(h.feed.get().dropped).toBe(3);
});

it("holds new entries during a pause, and shows them afterwards", () => {
  const h = harness();
  h.add("a");
  h.draw();
  h.feed.pause();
  h.add("b", "c");
  h.draw();
  expect(h.shown()).toEqual(["a"]);
  expect(h.feed.get().held).toBe(2);
  h.feed.resume();
  expect(h.shown()).toEqual(["c", "b", "a"]);
  expect(h.feed.get().held).toBe(0);
});

it("drops and counts older entries after a pause beyond the limit, so that no gap is unmarked", () => {
  const h = harness({ limit: 3 });
  h.add("a", "b");
  h.draw();
  h.feed.pause();
  h.add("c", "d", "e", "f");
  h.draw();
  expect(h.feed.get().held).toBe(4);
  h.feed.resume();
  expect(h.shown()).toEqual(["f", "e", "d"]);
  expect(h.feed.get()).toMatchObject({ kept: 3, dropped: 3 });
});

it("does not move while the reader has scrolled down", () => {
  const h = harness();
  h.add("a");
  h.draw();
  h.feed.setScrolled(true);
  h.add("b");
  h.draw();
  expect(h.shown()).toEqual(["a"]);
  expect(h.feed.get().held).toBe(1);
  h.feed.setScrolled(false);
  expect(h.shown()).toEqual(["b", "a"]);
});

it("stays paused when the reader scrolls back", () => {
  const h = harness();
  h.feed.pause();
  h.feed.setScrolled(true);
  h.add("a");
  h.feed.setScrolled(false);
  expect(h.shown()).toEqual([]);
  expect(h.feed.get().paused).toBe(true);
});

it("filters retained and new entries, and always shows gaps", () => {
  const h = harness();
  h.add("orders.paid", "task.done");
  h.draw();
  h.feed.addGap({ reason: "epoch" });
  h.feed.filter(toPredicate(["type:orders.*"]));
  h.draw();
  h.add("orders.sent", "task.done");
  h.draw();
  expect(h.shown()).toEqual(["orders.sent", "gap", "orders.paid"]);
  expect(h.feed.get()).toMatchObject({ events: 2, kept: 4 });
  h.feed.filter(toPredicate([]));
  expect(h.shown()).toEqual(["task.done", "orders.sent", "gap", "task.done", "orders.paid"]);
});

it("counts only matching entries as new", () => {
  const h = harness();
  h.feed.filter(toPredicate(["type:orders.*"]));
  h.feed.pause();
  h.add("orders.paid", "task.done", "orders.sent");
  h.draw();
  expect(h.feed.get().held).toBe(2);
  h.feed.filter(toPredicate([]));
  expect(h.feed.get().held).toBe(3);
});

it("shows where a stream resumed", () => {
  const h = harness();
  h.add("a");
  h.feed.addBackfill(1);
  h.add("b");
  h.draw();
  expect(h.shown()).toEqual(["b", "backfill", "a"]);
});

it("is empty after a clear, and stays paused", () => {
  const h = harness();
  h.add("a");
  h.draw();
  h.feed.pause();
  h.add("b");
  h.feed.clear();
  h.feed.resume();
  expect(h.feed.get()).toEqual({
    shown: [],
    events: 0,
    kept: 0,
    dropped: 0,
    paused: false,
    scrolled: false,
    held: 0,
  });
});
