import { resolve } from "node:path";
import { expect, test } from "vitest";
import { bundledPackages, packageFolder } from "../build/packageInventory.ts";

const ROOT = resolve(import.meta.dirname, "../../..");

test.each([
  ["/w/node_modules/react/index.js", "/w/node_modules/react"],
  ["/w/node_modules/@mantine/core/esm/x.mjs", "/w/node_modules/@mantine/core"],
  ["/w/node_modules/a/node_modules/b/b.js", "/w/node_modules/a/node_modules/b"],
  ["\0/w/node_modules/react/index.js?commonjs-proxy", "/w/node_modules/react"],
  ["C:\\w\\node_modules\\react\\index.js", "C:/w/node_modules/react"],
  ["\0vite/preload-helper.js", resolve(ROOT, "node_modules/vite")],
  ["\0rolldown/runtime.js", resolve(ROOT, "node_modules/rolldown")],
  ["/w/apps/console/src/main.tsx", undefined],
])("assigns the module %j to the package %j", (id, folder) => {
  expect(packageFolder(id, ROOT)).toBe(folder);
});

test("a package is named once, with its license and the text of it", () => {
  const modules = ["react/index.js", "react/jsx-runtime.js", "scheduler/index.js"];
  const found = bundledPackages(
    modules.map((module) => resolve(ROOT, "node_modules", module)),
    ROOT,
  );
  expect(found.map((it) => [it.name, it.license])).toEqual([
    ["react", "MIT"],
    ["scheduler", "MIT"],
  ]);
  expect(found[0]?.version).toMatch(/^\d+\.\d+\.\d+$/);
  expect(found[0]?.texts["LICENSE"]).toContain("MIT License");
});
