import type { TidingsEvent } from "@tidings/client";

/** JSON up to this length stays on one line. */
const SHORT = 72;
/** No screen is wider than that many characters. */
const LINE = 240;

/** As much of `text` as a row may show. */
export function oneLine(text: string): string {
  return text.slice(0, LINE).replace(/\s+/g, " ");
}

/** An event's data to read: JSON set out over lines, text as it is. */
export function pretty({ data, text }: TidingsEvent): {
  readonly json: boolean;
  readonly text: string;
} {
  const json = typeof data !== "string" || text.startsWith('"');
  if (!json) return { json, text };
  const lines = JSON.stringify(data, null, 2);
  // No line break of these is the data's own: within strings they are escaped.
  const line = lines.replace(/\n\s*/g, " ");
  return { json, text: line.length <= SHORT ? line : lines };
}

/** The frame as it came over the wire. */
export function rawFrame({ type, id, text }: TidingsEvent): string {
  const lines = [`event: ${type}`];
  if (id !== undefined) lines.push(`id: ${id}`);
  return [...lines, ...text.split(/\r\n|\r|\n/).map((line) => `data: ${line}`)].join("\n");
}
