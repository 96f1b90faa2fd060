import type { ReactNode } from "react";

/** Keys, strings, and the rest of the values; what lies between is punctuation. */
const TOKENS = /("(?:[^"\\]|\\.)*")(\s*:)?|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)/g;

export interface JsonTextProps {
  readonly text: string;
}

/** JSON with its parts told apart by colour. Text that was cut off is shown as far as it goes. */
export function JsonText({ text }: JsonTextProps) {
  const parts: ReactNode[] = [];
  let end = 0;
  for (const match of text.matchAll(TOKENS)) {
    const [, string, colon = "", value] = match;
    if (match.index > end) parts.push(text.slice(end, match.index));
    parts.push(
      <span className={kind(string, colon)} key={match.index}>
        {string ?? value}
      </span>,
      colon,
    );
    end = match.index + match[0].length;
  }
  parts.push(text.slice(end));
  return parts;
}

function kind(string: string | undefined, colon: string): string {
  if (string === undefined) return "json-number";
  return colon === "" ? "json-string" : "json-key";
}
