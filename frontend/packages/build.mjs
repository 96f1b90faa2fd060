// Completes the packages after tsc has compiled both forms of them, ES modules into `dist` and
// CommonJS into `dist/cjs`:
//
// - `dist/node`: the ES modules that Node imports. They re-export CommonJS, so that a process which
//   imports and requires a package has one copy of it: one context of React, one class of each error.
// - `runs.js`, `runs.d.ts` and the like, for resolvers that know no `exports`.
// - `dist/tidings.js`: the client as one file for a `<script>`.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, posix } from "node:path";
import { rolldown } from "rolldown";

const require = createRequire(import.meta.url);
/** The oldest supported browsers. Tests compare the built syntax and names with them. */
const FLOOR = require("./floor.json");

/** Leaves a file that is the same: a test may be reading it. */
function write(file, text) {
  if (existsSync(file) && readFileSync(file, "utf8") === text) return;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

/** The directive that bundlers of server components need in each entry of `@tidings/react`. */
function directive(folder, file) {
  const [first = ""] = readFileSync(join(folder, file), "utf8").split("\n");
  return first.startsWith('"use client"') ? `${first}\n\n` : "";
}

function complete(folder) {
  const { exports } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const manifest = { type: "commonjs", sideEffects: false };
  write(join(folder, "dist/cjs/package.json"), `${JSON.stringify(manifest, null, 2)}\n`);
  const wrappers = new Set();
  for (const [subpath, entry] of Object.entries(exports)) {
    if (typeof entry === "string") continue;
    const cjs = entry.require.default;
    const names = Object.keys(require(join(folder, cjs))).sort();
    const node = entry.import.node;
    const from = posix.relative(posix.dirname(node), cjs);
    const wrapper = `export {\n  ${names.join(",\n  ")},\n} from "${from}";\n`;
    write(join(folder, node), directive(folder, entry.import.default) + wrapper);
    wrappers.add(posix.basename(node));
    if (subpath === ".") continue;
    write(join(folder, `${subpath}.js`), `module.exports = require("${cjs}");\n`);
    write(join(folder, `${subpath}.d.ts`), `export * from "${cjs}";\n`);
  }
  for (const file of readdirSync(join(folder, "dist/node"))) {
    if (!wrappers.has(file)) rmSync(join(folder, "dist/node", file));
  }
}

const client = join(import.meta.dirname, "client");
complete(client);
complete(join(import.meta.dirname, "react"));
const bundle = await rolldown({
  input: join(client, "src/script.ts"),
  platform: "browser",
  transform: { target: FLOOR },
});
const { output } = await bundle.generate({
  dir: join(client, "dist"),
  entryFileNames: "tidings.js",
  format: "iife",
  name: "Tidings",
  minify: true,
  sourcemap: true,
});
for (const file of output) write(join(client, "dist", file.fileName), file.code ?? file.source);
