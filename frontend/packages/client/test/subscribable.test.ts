import { afterEach, expect, it, vi } from "vitest";
import { Store, Subscribable } from "../src/index.ts";

afterEach(() => vi.unstubAllGlobals());

class Tracked extends Subscribable<(text: string) => void> {
  readonly log: string[] = [];
  say(text: string): void {
    this.emit(text);
  }
  protected override onFirst(): void {
    this.log.push("first");
  }
  protected override onLast(): void {
    this.log.push("last");
  }
}

it("holds its resource only while it has a listener", () => {
  const tracked = new Tracked();
  const one = tracked.subscribe(() => undefined);
  const two = tracked.subscribe(() => undefined);
  one();
  one();
  expect(tracked.log).toEqual(["first"]);
  two();
  expect(tracked.log).toEqual(["first", "last"]);
  expect(tracked.hasListeners).toBe(false);
});

it("calls the others though one throws, and reports the error", () => {
  const reported: unknown[] = [];
  vi.stubGlobal("reportError", (error: unknown) => reported.push(error));
  const tracked = new Tracked();
  const heard: string[] = [];
  const fault = new Error("mine");
  tracked.subscribe(() => {
    throw fault;
  });
  tracked.subscribe((text) => heard.push(text));
  tracked.say("hello");
  expect(heard).toEqual(["hello"]);
  expect(reported).toEqual([fault]);
});

it("reports only changed values", () => {
  const store = new Store(1);
  let reports = 0;
  store.subscribe(() => {
    reports += 1;
  });
  store.set(1);
  store.set(2);
  expect(reports).toBe(1);
  expect(store.get()).toBe(2);
});
