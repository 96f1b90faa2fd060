import type { TidingsEvent } from "@tidings/client";
import { expect, it } from "vitest";
import { Feed, type FeedOptions } from "../src/live/feed.ts";
import { toPredicate } from "../src/live/filter.ts";

function harness(options: FeedOptions = {}) {
  const pictures: (() => void)[] = [];
  const feed = new Feed({ schedule: (task) => pictures.push(task), ...options });
  return {
    feed,
    pictures,
    add: (...types: string[]) => {
      for (const type of types) feed.addEvent(event(type));
    },
    /** Lets the next picture be drawn. */
    draw: () => pictures.shift()?.(),
    shown: () =>
      feed.get().shown.map((entry) => (entry.kind === "event" ? entry.event.type : entry.kind)),
  };
}

function event(type: string, text = "null"): TidingsEvent {
  return { type, id: undefined, data: null, text };
}

it("shows the newest first, and changes once a picture", () => {
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
  expect(h.pictures).toHaveLength(0);
});

it("keeps the newest up to its limit and counts the rest", () => {
  const h = harness({ limit: 3 });
  h.add("a", "b");
  h.draw();
  h.add("c", "d");
  h.draw();
  expect(h.shown()).toEqual(["d", "c", "b"]);
  expect(h.feed.get()).toMatchObject({ kept: 3, dropped: 1 });
});

it("keeps no more text than it may, however few the events are", () => {
  const h = harness({ maxText: 10 });
  for (const type of ["a", "b", "c"]) {
    h.feed.addEvent(event(type, "12345"));
    h.draw();
  }
  expect(h.shown()).toEqual(["c", "b"]);
  expect(h.feed.get().dropped).toBe(1);
});

it("is bounded while nobody looks, too", () => {
  const h = harness({ limit: 2 });
  h.add("a", "b", "c", "d", "e");
  h.draw();
  expect(h.shown()).toEqual(["e", "d"]);
  expect(h.feed.get().dropped).toBe(3);
});

it("holds what comes in a pause, and shows it after", () => {
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

it("has no hole in silence: where a pause was too long, what is older goes, and is counted", () => {
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

it("moves nothing while somebody reads further down", () => {
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

it("stays paused when one who read further down is back", () => {
  const h = harness();
  h.feed.pause();
  h.feed.setScrolled(true);
  h.add("a");
  h.feed.setScrolled(false);
  expect(h.shown()).toEqual([]);
  expect(h.feed.get().paused).toBe(true);
});

it("shows what passes the filter, of what was kept and of what comes, gaps always", () => {
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

it("counts as new only what passes the filter", () => {
  const h = harness();
  h.feed.filter(toPredicate(["type:orders.*"]));
  h.feed.pause();
  h.add("orders.paid", "task.done", "orders.sent");
  h.draw();
  expect(h.feed.get().held).toBe(2);
  h.feed.filter(toPredicate([]));
  expect(h.feed.get().held).toBe(3);
});

it("says where a stream went on, and what was filled in", () => {
  const h = harness();
  h.add("a");
  h.feed.addBackfill(1);
  h.add("b");
  h.draw();
  expect(h.shown()).toEqual(["b", "backfill", "a"]);
});

it("is empty after a clear, and still paused if it was", () => {
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
