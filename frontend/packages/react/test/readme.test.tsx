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

/** The code blocks of the README, unchanged: the quick start, a chat, and a sign-in. */
function example(position: 0 | 1 | 2): string {
  return block("../README.md", "tsx", position);
}

/** The code of the client's README: the client, and a session. */
function clientExample(position: 0 | 1): string {
  return block("../../client/README.md", "ts", position);
}

function block(file: string, language: "ts" | "tsx", position: number): string {
  const readme = readFileSync(join(import.meta.dirname, file), "utf8");
  const code = [...readme.matchAll(/```(tsx?)\n([\s\S]*?)```/g)].filter(
    ([, written]) => written === language,
  )[position]?.[2];
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

/** What the client's README leaves to the page. */
const PAGE = "declare function showButton(reason: string, onClick: () => void): void;\n";

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

it("has a session for React in at most 20 lines, and for others in ten", () => {
  expect(example(2).trim().split("\n").length).toBeLessThanOrEqual(20);
  const lines = clientExample(1).trim().split("\n");
  expect(lines.filter((line) => line !== "" && !line.startsWith("import"))).toHaveLength(8);
});

it("compiles unchanged, as the chat and the sessions do", () => {
  write("quickstart.tsx", quickstart());
  write("chat.tsx", example(1));
  write("session.tsx", example(2));
  write("clientSession.tsx", `${clientExample(1)}${PAGE}`);
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

it("runs the session unchanged: signs in, keeps a draft when it ends, signs out", async () => {
  const me = { user: "u-1", signInUrl: "/auth/login", signOutUrl: "/auth/logout" };
  const nobody = { expired: false, signInUrl: "/auth/login" };
  const stream = new ServedStream().open();
  let account: object = nobody;
  const answers: Readonly<Record<string, () => Response>> = {
    "/auth/me": () => Response.json(account),
    "/auth/logout": () => Response.json({ location: "/#bye" }),
    "/api/events?topics=orders%2F**": () => stream.response,
  };
  vi.stubGlobal(
    "fetch",
    vi.fn((url: string) => Promise.resolve(answers[url]?.() ?? Response.json({}, { status: 401 }))),
  );
  sessionStorage.setItem("tidings.sign-in-tried", "1");
  const { Orders } = await load<{ Orders: ComponentType }>("session", example(2));
  const view = render(<Orders />);
  await act(settle);
  expect(screen.getByRole("button").textContent).toBe("Sign in");

  account = { ...me, expires: new Date(Date.now() + 3_600_000).toISOString() };
  view.unmount();
  const again = await load<{ Orders: ComponentType }>("sessionAgain", example(2));
  render(<again.Orders />);
  await act(settle);
  fireEvent.change(screen.getByRole("textbox"), { target: { value: "a draft" } });
  account = nobody;
  stream.send(frame("tidings.close", { code: 1002, reason: "revoked", reconnect: false }));
  await vi.waitFor(() => screen.getByRole("button", { name: /Sign in again/ }));
  expect(screen.getByRole("textbox")).toHaveProperty("value", "a draft");
  fireEvent.click(screen.getByRole("button", { name: "Sign out" }));
  await vi.waitFor(() => expect(screen.queryByRole("textbox")).toBeNull());
  sessionStorage.clear();
  history.replaceState(null, "", "/");
});
