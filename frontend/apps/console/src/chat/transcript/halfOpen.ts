import remend from "remend";

/** Markers at the end that may open something, with nothing in it yet. */
const OPENER = /(^|\s)[*_~`]+$/;

/** What is half-open at the end of a block that still grows is closed, so that no marker is seen. */
export function closeHalfOpen(block: string): string {
  const text = block.replace(OPENER, "$1");
  const open = openEmphasis(text);
  // Emphasis within emphasis is more than remend knows of; the rest is its.
  const closed = open.length > 0 ? text.trimEnd() + open.reverse().join("") : text;
  return remend(closed, { linkMode: "text-only" });
}

const MARKERS = /\\.|(`+)[\s\S]*?\1|(\*+)/g;

/**
 * The asterisks that open emphasis and are not closed, outermost first. A run opens where text follows
 * and closes where it precedes, as in CommonMark.
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

/** Closes what a run of asterisks can close, innermost first; returns how many are left over. */
function close(open: string[], run: number): number {
  let left = run;
  for (let last = open.at(-1); last !== undefined && last.length <= left; last = open.at(-1)) {
    open.pop();
    left -= last.length;
  }
  return left;
}
