import { MantineProvider } from "@mantine/core";
import { cleanup, render, screen } from "@testing-library/react";
import { ScriptedServer } from "@tidings/client/testing";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Api } from "../src/api/api.ts";
import { Drafts } from "../src/app/drafts.ts";
import { type Workspace, WorkspaceContext } from "../src/app/workspace.ts";
import type { DeadLetter } from "../src/deadLetters/deadLetter.ts";
import { LetterDetail } from "../src/deadLetters/LetterDetail.tsx";

beforeEach(() => {
  Object.defineProperty(document, "fonts", { configurable: true, value: new EventTarget() });
});
afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

const LETTER = {
  id: "0-1",
  source: "kafka:tidings.events",
  position: "tidings.events/0/1",
  reason: "not JSON",
  at: "2026-11-21T10:00:00Z",
  headers: {},
};

function show(letter: DeadLetter) {
  const api = new Api({ headers: () => ({}), fetch: new ScriptedServer().fetch });
  const drafts = new Drafts(sessionStorage, "admin");
  return render(
    <MantineProvider env="test">
      <WorkspaceContext value={{ api, drafts } as Workspace}>
        <LetterDetail letter={letter} onReplayed={() => undefined} />
      </WorkspaceContext>
    </MantineProvider>,
  );
}

it("accepts a browser whose scrolling returns a promise", () => {
  const scroll = vi.fn(() => Promise.resolve());
  vi.spyOn(HTMLElement.prototype, "scrollIntoView").mockImplementation(scroll as () => void);
  const { unmount } = show({ ...LETTER, payload: btoa("{") });
  expect(screen.getByRole("heading", { name: "not JSON" })).toBeTruthy();
  expect(scroll).toHaveBeenCalled();
  expect(unmount).not.toThrow();
});

it("shows a letter whose payload the server did not store", () => {
  show(LETTER);
  expect(screen.getByText("No payload was stored.")).toBeTruthy();
  expect(screen.queryByRole("textbox")).toBeNull();
});
