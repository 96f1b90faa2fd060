import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { expect, it } from "vitest";

// `npm run check` lints every file. These tests prove that its rule finds a cycle.

const ROOT = resolve(import.meta.dirname, "../../..");
const BIOME = join(ROOT, "node_modules/.bin/biome");

/** Lints files with the project's rule against import cycles; returns what the linter prints. */
function lint(files: Readonly<Record<string, string>>): { passed: boolean; report: string } {
  const folder = mkdtempSync(join(tmpdir(), "tidings-cycles-"));
  try {
    const { linter } = JSON.parse(readFileSync(join(ROOT, "biome.json"), "utf8"));
    const { noImportCycles } = linter.rules.suspicious;
    const rules = { preset: "none", suspicious: { noImportCycles } };
    writeFileSync(join(folder, "biome.json"), JSON.stringify({ linter: { rules } }));
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    const { status, stdout, stderr } = spawnSync(BIOME, ["lint", "--colors=off", "."], {
      cwd: folder,
      encoding: "utf8",
      shell: process.platform === "win32",
    });
    return { passed: status === 0, report: stdout + stderr };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const A = 'import type { B } from "./b.ts";\nexport interface A {\n  readonly b: B;\n}\n';

it("finds a cycle, also one of types alone", () => {
  const b = 'import type { A } from "./a.ts";\nexport interface B {\n  readonly a: A;\n}\n';
  const { passed, report } = lint({ "a.ts": A, "b.ts": b });
  expect(passed).toBe(false);
  expect(report).toContain("noImportCycles");
});

it("accepts imports without a cycle", () => {
  const { passed, report } = lint({ "a.ts": A, "b.ts": "export type B = string;\n" });
  expect(passed, report).toBe(true);
});
