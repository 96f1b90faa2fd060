import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, it } from "vitest";

const SRC = join(import.meta.dirname, "../src");
const read = (file: string) => readFileSync(file, "utf8");
const FILES = readdirSync(SRC, { encoding: "utf8", recursive: true });
const find = (ending: string) => FILES.filter((file) => file.endsWith(ending));

/** The classes that components use, by style sheet. */
function usedClasses(): ReadonlyMap<string, ReadonlySet<string>> {
  const used = new Map<string, Set<string>>();
  for (const component of find(".tsx")) {
    const text = read(join(SRC, component));
    for (const [, name, file] of text.matchAll(/import (\w+) from "(\.[^"]+\.module\.css)";/g)) {
      const sheet = join(dirname(component), file ?? "");
      const classes = used.get(sheet) ?? new Set();
      used.set(sheet, classes);
      const uses = text.matchAll(new RegExp(`[^/\\w]${name}\\.([A-Za-z]\\w*)`, "g"));
      for (const [, used] of uses) classes.add(used ?? "");
    }
  }
  return used;
}

/** The classes that a style sheet defines. */
function definedClasses(sheet: string): string[] {
  const selectors = read(join(SRC, sheet)).replaceAll(/\{[^{}]*\}|\/\*[\s\S]*?\*\//g, " ");
  return [...new Set([...selectors.matchAll(/\.([A-Za-z]\w*)/g)].map(([, name]) => name ?? ""))];
}

const USED = usedClasses();

it.each(find(".module.css"))("%s defines exactly the classes that components use", (sheet) => {
  expect([...(USED.get(sheet) ?? [])].sort()).toEqual(definedClasses(sheet).sort());
});

it("has one global style sheet", () => {
  const sheets = find(".css").filter((file) => !file.endsWith(".module.css"));
  expect(sheets).toEqual([join("app", "global.css")]);
});
