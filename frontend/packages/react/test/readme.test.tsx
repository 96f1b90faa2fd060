import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { act, cleanup, fireEvent, render, screen } from "@testing-library/react";
import { frame, ServedStream, settle } from "@tidings/client/testing";
import type { ComponentType } from "react";
import { afterEach, expect, it, vi } from "vitest";

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

/** The code blocks of the README, unchanged: the quick start, and a chat. */
function example(position: 0 | 1): string {
  const readme = readFileSync(join(import.meta.dirname, "../README.md"), "utf8");
  const code = [...readme.matchAll(/```tsx\n([\s\S]*?)```/g)][position]?.[1];
  if (!code) throw new Error("The README has no code");
  return code;
}

function quickstart(): string {
  return example(0);
}

const FOLDER = join(import.meta.dirname, ".readme");

function write(name: string, text: string): void {
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(join(FOLDER, name), text);
}

/** Runs code unchanged. */
function load<Exports>(name: string, code: string): Promise<Exports> {
  write(`${name}.tsx`, code);
  return import(/* @vite-ignore */ `${FOLDER}/${name}.tsx`);
}

/** The compiler's configuration, as in an application. */
const PROJECT = {
  extends: "../../../../tsconfig.base.json",
  compilerOptions: { noEmit: true, composite: false, jsx: "react-jsx" },
  include: ["*.tsx"],
};

it("is also in the top README", () => {
  const top = readFileSync(join(import.meta.dirname, "../../../../README.md"), "utf8");
  expect(top).toContain(quickstart());
});

it("is at most 15 lines", () => {
  expect(quickstart().trim().split("\n").length).toBeLessThanOrEqual(15);
});

it("compiles unchanged, as the chat does", () => {
  write("quickstart.tsx", quickstart());
  write("chat.tsx", example(1));
  write("tsconfig.json", JSON.stringify(PROJECT));
  const tsc = join(import.meta.dirname, "../../../node_modules/.bin/tsc");
  const { stdout, status } = spawnSync(tsc, ["-p", FOLDER], { encoding: "utf8" });
  expect([stdout, status]).toEqual(["", 0]);
});

it("runs unchanged, and shows events and the connection", async () => {
  const stream = new ServedStream().open();
  const fetch = vi.fn(() => Promise.resolve(stream.response));
  vi.stubGlobal("fetch", fetch);
  const { App } = await load<{ App: ComponentType }>("quickstart", quickstart());

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

it("runs the chat unchanged: sends, shows the answer, cancels", async () => {
  const stream = new ServedStream();
  const fetch = vi.fn(() => Promise.resolve(stream.response));
  vi.stubGlobal("fetch", fetch);
  const { Chat } = await load<{ Chat: ComponentType }>("chat", example(1));
  render(<Chat />);
  expect(screen.getByRole("status").textContent).toBe("idle");
  fireEvent.click(screen.getByRole("button", { name: "Ask" }));
  await act(settle);
  expect(fetch).toHaveBeenCalledWith("/api/chat/completions", expect.anything());
  const started = { type: "run_started", run_id: "r-1", conversation_id: "cv-1" };
  const says = { choices: [{ index: 0, delta: { content: "Hello to you" } }] };
  const send = (...frames: object[]) =>
    stream.send(frames.map((data) => `data: ${JSON.stringify(data)}\n\n`).join(""));
  send(started, says);
  await vi.waitFor(() => expect(screen.getByText("Hello to you").className).toBe("content"));
  const alert = vi.fn();
  vi.stubGlobal("alert", alert);
  fetch.mockRejectedValueOnce(new TypeError("no network"));
  fireEvent.click(screen.getByRole("button", { name: "Stop" }));
  await act(settle);
  expect(alert).toHaveBeenCalledWith("no network");
  fetch.mockResolvedValueOnce(Response.json({}));
  fireEvent.click(screen.getByRole("button", { name: "Stop" }));
  await act(settle);
  expect(fetch).toHaveBeenLastCalledWith("/api/runs/r-1/cancel", expect.anything());
  stream.send(
    'data: {"error":{"message":"It was stopped","type":"cancelled"}}\n\ndata: [DONE]\n\n',
  );
  await vi.waitFor(() => expect(screen.getByRole("status").textContent).toBe("It was stopped"));
});
