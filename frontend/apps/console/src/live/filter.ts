import { matchesType } from "@tidings/client";
import type { FeedEntry } from "./feedEntry.ts";

const TYPE = "type:";

/**
 * Creates the predicate of a filter's terms. An event matches if its type matches one of the terms
 * `type:orders.*`, and if its type or data contains every other term, in any case.
 */
export function toPredicate(terms: readonly string[]): (entry: FeedEntry) => boolean {
  const types = terms.filter(isTypeTerm).map((term) => term.slice(TYPE.length).trim());
  const texts = terms.filter((term) => !isTypeTerm(term)).map((term) => term.toLowerCase());
  const known = new Map<string, boolean>();
  const isWantedType = (type: string) => {
    let wanted = known.get(type);
    if (wanted === undefined) {
      wanted = types.length === 0 || types.some((pattern) => matchesType(pattern, type));
      if (known.size > 10_000) known.clear();
      known.set(type, wanted);
    }
    return wanted;
  };
  return (entry) => {
    // A missing event may have matched.
    if (entry.kind !== "event") return true;
    const { type, text } = entry.event;
    if (!isWantedType(type)) return false;
    if (texts.length === 0) return true;
    const whole = `${type} ${text}`.toLowerCase();
    return texts.every((part) => whole.includes(part));
  };
}

/** The term for a type. */
export function typeTerm(type: string): string {
  return `${TYPE}${type}`;
}

function isTypeTerm(term: string): boolean {
  return term.startsWith(TYPE);
}
