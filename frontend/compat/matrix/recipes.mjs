// Reads the code of src/docs/recipes.md, so that what is there is what runs.
import { readFileSync } from "node:fs";
import { join } from "node:path";

const PAGE = join(import.meta.dirname, "../../../src/docs/recipes.md");
const HEADING = /^## (.+)$/m;
/** A block, and the path of its file in bold letters before it. */
const BLOCK = /\*\*([\w./-]+)\*\*\n\n```\w+\n([\s\S]*?)^```$/gm;

/**
 * The files of the section whose heading contains `words`, by path.
 *
 * @returns {Record<string, string>}
 */
export function recipe(words) {
  const sections = readFileSync(PAGE, "utf8").split(/^(?=## )/m);
  const section = sections.find((text) => HEADING.exec(text)?.[1]?.includes(words));
  if (!section) throw new Error(`${PAGE} has no section '${words}'`);
  const files = [...section.matchAll(BLOCK)].map(([, path, code]) => [path, code]);
  if (files.length === 0) throw new Error(`The section '${words}' of ${PAGE} has no file`);
  return Object.fromEntries(files);
}

/** The headings of the page. */
export function headings() {
  return [...readFileSync(PAGE, "utf8").matchAll(/^## (.+)$/gm)].map(([, heading]) => heading);
}
