import type { TidingsEvent } from "@tidings/client";
import { expect, it } from "vitest";
import { Feed, type FeedOptions } from "../src/live/feed.ts";

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
      feed.get().entries.map((entry) => (entry.kind === "event" ? entry.event.type : entry.kind)),
  };
}

function event(type: string): TidingsEvent {
  return { type, id: undefined, data: null, text: "null" };
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
});

it("is empty after a clear, and still paused if it was", () => {
  const h = harness();
  h.add("a");
  h.draw();
  h.feed.pause();
  h.add("b");
  h.feed.clear();
  h.feed.resume();
  expect(h.feed.get()).toEqual({ entries: [], dropped: 0, paused: false, held: 0 });
});
