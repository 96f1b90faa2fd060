import type { TidingsEvent } from "@tidings/client";

/** JSON up to this length is shown on one line. */
const MAX_SHORT = 72;
/** The most characters of a row. */
const MAX_LINE = 240;

/** The part of `text` that a row shows. */
export function oneLine(text: string): string {
  return text.slice(0, MAX_LINE).replace(/\s+/g, " ");
}

/** Formats an event's data: JSON on indented lines, other text unchanged. */
export function pretty({ data, text }: TidingsEvent): {
  readonly json: boolean;
  readonly text: string;
} {
  const json = typeof data !== "string" || text.startsWith('"');
  if (!json) return { json, text };
  const lines = JSON.stringify(data, null, 2);
  // Line breaks within strings are escaped, so these are only for indentation.
  const line = lines.replace(/\n\s*/g, " ");
  return { json, text: line.length <= MAX_SHORT ? line : lines };
}

/** The frame as the server sent it. */
export function rawFrame({ type, id, text }: TidingsEvent): string {
  const lines = [`event: ${type}`];
  if (id !== undefined) lines.push(`id: ${id}`);
  return [...lines, ...text.split(/\r\n|\r|\n/).map((line) => `data: ${line}`)].join("\n");
}
