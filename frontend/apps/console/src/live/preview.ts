import type { TidingsEvent } from "@tidings/client";

const LINES = 8;
const CHARACTERS = 1200;
/** JSON up to this length stays on one line. */
const SHORT = 72;

/** An event's data as text, and how much of it is shown at first. */
export interface Preview {
  readonly json: boolean;
  readonly full: string;
  readonly head: string;
  /** Nothing of `full` is missing from `head`. */
  readonly complete: boolean;
}

export function preview({ data, text }: TidingsEvent): Preview {
  const json = typeof data !== "string" || text.startsWith('"');
  const full = json ? pretty(data) : text;
  const head = full.split("\n", LINES).join("\n").slice(0, CHARACTERS);
  return { json, full, head, complete: head.length === full.length };
}

function pretty(data: unknown): string {
  const lines = JSON.stringify(data, null, 2);
  // No line break of these is the data's own: within strings they are escaped.
  const line = lines.replace(/\n\s*/g, " ");
  return line.length <= SHORT ? line : lines;
}
