import type { ReactNode } from "react";
import styles from "./JsonText.module.css";

/** Keys, strings and other values; the text between them is punctuation. */
const TOKENS = /("(?:[^"\\]|\\.)*")(\s*:)?|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)/g;

/** The rest of a longer text is not coloured; characters. */
const MAX_COLOURED = 20_000;

export interface JsonTextProps {
  /** Whether the text is JSON. Other text is shown unchanged. */
  readonly coloured: boolean;
  readonly text: string;
}

/** Shows JSON with coloured keys and values. Incomplete JSON is accepted. */
export function JsonText({ coloured, text }: JsonTextProps) {
  if (!coloured) return text;
  const parts: ReactNode[] = [];
  let end = 0;
  for (const match of text.slice(0, MAX_COLOURED).matchAll(TOKENS)) {
    const [, string, colon = "", value] = match;
    if (match.index > end) parts.push(text.slice(end, match.index));
    parts.push(
      <span className={classOf(string, colon)} key={match.index}>
        {string ?? value}
      </span>,
      colon,
    );
    end = match.index + match[0].length;
  }
  parts.push(text.slice(end));
  return parts;
}

function classOf(string: string | undefined, colon: string): string | undefined {
  if (string === undefined) return styles.number;
  return colon === "" ? styles.string : styles.key;
}
