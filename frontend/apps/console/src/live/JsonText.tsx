import type { ReactNode } from "react";

/** Keys, strings, and the rest of the values; what lies between is punctuation. */
const TOKENS = /("(?:[^"\\]|\\.)*")(\s*:)?|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)/g;

/** What is longer is no better to read for its colours; characters. */
const COLOURED = 20_000;

export interface JsonTextProps {
  /** It is JSON. Other text is shown as it is. */
  readonly coloured: boolean;
  readonly text: string;
}

/** JSON with its parts told apart by colour. Text that was cut off is shown as far as it goes. */
export function JsonText({ coloured, text }: JsonTextProps) {
  if (!coloured) return text;
  const parts: ReactNode[] = [];
  let end = 0;
  for (const match of text.slice(0, COLOURED).matchAll(TOKENS)) {
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
