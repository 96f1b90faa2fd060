import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { act, cleanup, render, screen } from "@testing-library/react";
import { frame, ServedStream, settle } from "@tidings/client/testing";
import type { ComponentType } from "react";
import { afterEach, expect, it, vi } from "vitest";

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

/** The first block of code in the README, as it stands there. */
function quickstart(): string {
  const readme = readFileSync(join(import.meta.dirname, "../README.md"), "utf8");
  const code = /```tsx\n([\s\S]*?)```/.exec(readme)?.[1];
  if (!code) throw new Error("The README has no code");
  return code;
}

it("is in the README of the whole, too", () => {
  const top = readFileSync(join(import.meta.dirname, "../../../../README.md"), "utf8");
  expect(top).toContain(quickstart());
});

it("is at most 15 lines", () => {
  expect(quickstart().trim().split("\n").length).toBeLessThanOrEqual(15);
});

it("runs as it stands, and shows events and the connection", async () => {
  const stream = new ServedStream().open();
  const fetch = vi.fn(() => Promise.resolve(stream.response));
  vi.stubGlobal("fetch", fetch);
  const folder = join(import.meta.dirname, ".readme");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "quickstart.tsx"), quickstart());
  const { App }: { App: ComponentType } = await import(
    /* @vite-ignore */ `${folder}/quickstart.tsx`
  );

  render(<App />);
  expect(screen.getByRole("status").textContent).toBe("Not connected");
  await act(settle);
  expect(fetch).toHaveBeenCalledWith("/api/events?topics=orders%2F**", expect.anything());
  stream.send(frame("orders.paid", { order: 4711 }, "x:1") + frame("other", 1, "x:2"));
  await vi.waitFor(() => {
    expect(screen.getAllByRole("listitem").map((item) => item.textContent)).toEqual([
      '{"order":4711}',
    ]);
    expect(screen.getByRole("status").textContent).toBe("Live");
  });
});
