import remend from "remend";

/** Markers at the end that may open emphasis or code without content. */
const OPENER = /(^|\s)[*_~`]+$/;

/** Closes open markers at the end of a growing block, so that no marker is visible. */
export function closeHalfOpen(block: string): string {
  const text = block.replace(OPENER, "$1");
  const open = openEmphasis(text);
  // remend does not handle emphasis within emphasis; it handles the rest.
  const closed = open.length > 0 ? text.trimEnd() + open.reverse().join("") : text;
  return remend(closed, { linkMode: "text-only" });
}

const MARKERS = /\\.|(`+)[\s\S]*?\1|(\*+)/g;

/**
 * The unclosed asterisks of emphasis, outermost first. As in CommonMark, asterisks open before text and
 * close after text.
 */
function openEmphasis(text: string): string[] {
  const open: string[] = [];
  for (const { 2: run = "", index } of text.matchAll(MARKERS)) {
    const before = text[index - 1] ?? " ";
    const after = text[index + run.length] ?? " ";
    const left = before.trim() === "" ? run.length : close(open, run.length);
    if (after.trim() === "") continue;
    if (left >= 2) open.push("**");
    if (left % 2 === 1) open.push("*");
  }
  return open;
}

/** Closes emphasis with `run` asterisks, innermost first; returns the number of unused ones. */
function close(open: string[], run: number): number {
  let left = run;
  for (let last = open.at(-1); last !== undefined && last.length <= left; last = open.at(-1)) {
    open.pop();
    left -= last.length;
  }
  return left;
}
