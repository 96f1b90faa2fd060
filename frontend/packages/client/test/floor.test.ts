import { readFileSync } from "node:fs";
import { join } from "node:path";
import { rolldown } from "rolldown";
import { describe, expect, it } from "vitest";
import { browserFeatures, FLOOR, unsupported } from "./platformNames.ts";

// What runs in the oldest browsers that frontend.md states: the syntax, and the names of the platform.

const SRC = join(import.meta.dirname, "../src");
const REACT = join(import.meta.dirname, "../../react/src");
const ENTRIES = [join(SRC, "script.ts"), join(REACT, "index.ts")] as const;

async function bundle(input: string, target: string | readonly string[], code?: string) {
  const virtual = {
    name: "virtual",
    resolveId: (id: string) => (id === input && code !== undefined ? input : undefined),
    load: (id: string) => (id === input ? code : undefined),
  };
  const bundled = await rolldown({
    input,
    platform: "browser",
    logLevel: "silent",
    external: [/^react/, /^@tidings/],
    transform: { target: [...[target].flat()] },
    plugins: [virtual],
  });
  const { output } = await bundled.generate();
  return output[0].code;
}

describe("syntax", () => {
  it.each(ENTRIES)("of %s needs no change for the oldest browsers", async (entry) => {
    const code = await bundle(entry, "esnext");
    expect(code.length).toBeGreaterThan(1000);
    expect(await bundle(entry, FLOOR)).toBe(code);
  });

  it.each([
    "export class A { static { A.x = 1; } }",
    "export const r = /(?<=a)b/;",
    "export const f = () => { using x = y; };",
  ])("that is newer would be changed: %s", async (code) => {
    const input = "virtual.js";
    expect(await bundle(input, FLOOR, code)).not.toBe(await bundle(input, "esnext", code));
  });
});

describe("names of the platform", () => {
  /** Names that the code checks for before it uses them. */
  const CHECKED = ["AbortSignal.any"];

  it("are in the oldest browsers, but for those that are checked for", () => {
    const features = browserFeatures(ENTRIES);
    expect(features.length).toBeGreaterThan(80);
    expect(features).toContain("AbortController.abort");
    expect(features).toContain("Headers");
    expect(unsupported(features)).toEqual(CHECKED);
  });

  it.each([
    ["URLSearchParams.size", 'new URLSearchParams("a").size'],
    ["Array.toSorted", "[1].toSorted()"],
    ["Promise.withResolvers", "Promise.withResolvers()"],
    ["AbortSignal.any", "AbortSignal.any([])"],
    ["Iterator.map", "new Map().keys().map((x) => x)"],
  ])("that are newer are found: %s", (name, code) => {
    expect(unsupported(browserFeatures([], `export const x = ${code};`))).toEqual([name]);
  });

  it.each(["[1].at(0)", "structuredClone(1)", "AbortSignal.abort(1)", "Object.hasOwn({}, 1)"])(
    "that are old enough are accepted: %s",
    (code) => {
      const features = browserFeatures([], `export const x = ${code};`);
      expect(features.length).toBeGreaterThan(0);
      expect(unsupported(features)).toEqual([]);
    },
  );

  it("have data: a name that MDN does not know would not be checked", () => {
    expect(() => unsupported(["NoSuch.name"])).toThrow("NoSuch.name");
  });
});

it("is stated in the documents", () => {
  const page = readFileSync(join(import.meta.dirname, "../../../../src/docs/frontend.md"), "utf8");
  const [, row = ""] = /^\| browsers +\|(.*)\|$/m.exec(page) ?? [];
  const stated = [...row.matchAll(/(Safari|Chrome|Firefox) (\d+)/g)];
  expect(stated.map(([, name = "", version]) => name.toLowerCase() + version)).toEqual(FLOOR);
});
