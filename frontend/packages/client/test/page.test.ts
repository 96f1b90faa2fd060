// @vitest-environment happy-dom
import { afterEach, expect, it, vi } from "vitest";
import { browserPage, type PageSignal } from "../src/page.ts";

afterEach(() => vi.restoreAllMocks());

function watch() {
  const page = browserPage();
  const signals: PageSignal[] = [];
  return { page, signals, stop: page.subscribe((signal) => signals.push(signal)) };
}

it("reports changes of the page while it has a listener", () => {
  const { signals, stop } = watch();
  for (const type of ["freeze", "resume"]) document.dispatchEvent(new Event(type));
  for (const type of ["pagehide", "pageshow", "offline", "online"]) {
    window.dispatchEvent(new Event(type));
  }
  expect(signals).toEqual(["freeze", "resume", "freeze", "resume", "offline", "online"]);
  stop();
  window.dispatchEvent(new Event("online"));
  expect(signals).toHaveLength(6);
});

it("knows whether the page is visible", () => {
  const { page, signals } = watch();
  const visibility = vi.spyOn(document, "visibilityState", "get");
  for (const state of ["hidden", "visible"] as const) {
    visibility.mockReturnValue(state);
    document.dispatchEvent(new Event("visibilitychange"));
    expect(page.isHidden()).toBe(state === "hidden");
  }
  expect(signals).toEqual(["hidden", "visible"]);
});

it("knows whether there is a network", () => {
  const online = vi.spyOn(navigator, "onLine", "get");
  for (const answer of [true, false]) {
    online.mockReturnValue(answer);
    expect(watch().page.isOnline()).toBe(answer);
  }
});

it("counts as visible and online without a page", () => {
  vi.stubGlobal("document", undefined);
  const page = browserPage();
  expect([page.isHidden(), page.isOnline()]).toEqual([false, true]);
  page.subscribe(() => undefined)();
  vi.unstubAllGlobals();
});
