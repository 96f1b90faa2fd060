import { act, cleanup, renderHook } from "@testing-library/react";
import { ScriptedServer } from "@tidings/client/testing";
import type { ReactNode } from "react";
import { afterEach, expect, it } from "vitest";
import { Api } from "../src/api/api.ts";
import { type Workspace, WorkspaceContext } from "../src/app/workspace.ts";
import { useReplay } from "../src/deadLetters/useReplay.ts";

afterEach(cleanup);

const LETTER = {
  id: "0-1",
  source: "s",
  position: "p",
  reason: "r",
  at: "",
  headers: {},
  payload: "",
};

/** The message of a replay that is refused with `problem`. */
async function refusedWith(problem: object): Promise<string> {
  const server = new ScriptedServer().answer(Response.json(problem, { status: 400 }));
  const api = new Api({ headers: () => ({}), fetch: server.fetch });
  const { result } = renderHook(() => useReplay(LETTER, () => undefined), {
    wrapper: ({ children }: { readonly children: ReactNode }) => (
      <WorkspaceContext value={{ api } as Workspace}>{children}</WorkspaceContext>
    ),
  });
  await act(() => result.current.replay(undefined));
  const { outcome } = result.current;
  return outcome.kind === "refused" ? outcome.message : outcome.kind;
}

it("shows each error on its own line", async () => {
  const errors = [
    { field: "type", message: "is missing" },
    { field: "", message: "is no event" },
  ];
  expect(await refusedWith({ detail: "2 faults", errors })).toBe(
    "2 faults\ntype: is missing\nis no event",
  );
});

it("shows a single error once", async () => {
  const errors = [{ field: "", message: "not JSON" }];
  expect(await refusedWith({ detail: "not JSON", errors })).toBe("not JSON");
});
