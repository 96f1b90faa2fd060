import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";

// A declaration of events holds for a whole program, so this one has a program of its own.

const FOLDER = join(import.meta.dirname, ".readme/registered");

const CODE = `import { createClient, type RegisteredEvents } from "@tidings/client";
import { useSSE, useSSEClient, useSSEEvents } from "@tidings/react";

declare module "@tidings/client" {
  interface Register {
    events: { "task.progress": { percent: number }; "task.done": { result: string }; ping: undefined };
  }
}

export function Page() {
  useSSE("task.progress", { onEvent: ({ data }) => data.percent.toFixed() });
  useSSE(["task.*", "tidings.gap"], {
    enabled: true,
    throttle: 100,
    onEvent(event) {
      if (event.type === "task.done") event.data.result.trim();
      if (event.type === "tidings.gap") event.data.reason.trim();
    },
  });
  const [first] = useSSEEvents("task.done");
  first?.data.result.trim();
  void useSSEClient().publish({ type: "task.done", data: { result: "x" } });
  void useSSEClient().publish({ type: "ping" });
  // @ts-expect-error: misspelt
  useSSE("task.progres", { onEvent: () => undefined });
  // @ts-expect-error: one of them is misspelt
  useSSE(["task.done", "task.progres"], { onEvent: () => undefined });
  // @ts-expect-error: misspelt
  useSSEEvents("tsk.*");
  // @ts-expect-error: misspelt
  void useSSEClient().publish({ type: "task.don", data: { result: "x" } });
  // @ts-expect-error: the data of another type
  void useSSEClient().publish({ type: "task.done", data: { percent: 1 } });
  return null;
}

// The declaration takes precedence over the schemas, which have to have its data.
const client = createClient({ schemas: { ping: () => undefined } });
client.on("task.done", ({ data }) => data.result.trim());
// @ts-expect-error: the result is a string
createClient({ schemas: { "task.done": () => ({ result: 1 }) } });
// @ts-expect-error: no such type
createClient({ schemas: { other: Number } });
export type Known = RegisteredEvents["task.progress"];
`;

const PROJECT = {
  extends: "../../../../../tsconfig.base.json",
  compilerOptions: { noEmit: true, composite: false, jsx: "react-jsx" },
  include: ["*.tsx"],
};

it("holds for the client and the hooks: what is misspelt does not compile", () => {
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(join(FOLDER, "page.tsx"), CODE);
  writeFileSync(join(FOLDER, "tsconfig.json"), JSON.stringify(PROJECT));
  const tsc = join(import.meta.dirname, "../../../node_modules/.bin/tsc");
  const { stdout, status } = spawnSync(tsc, ["-p", FOLDER, "--pretty", "false"], {
    encoding: "utf8",
  });
  expect([stdout, status]).toEqual(["", 0]);
});
