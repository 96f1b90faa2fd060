import { matchesType } from "@tidings/client";
import type { FeedEntry } from "./feedEntry.ts";

const TYPE = "type:";

/**
 * A filter is a list of chips. `type:orders.*` lets pass what is of that type, or of any that another
 * such chip names; any other chip is text that type or data must contain, whatever its case.
 */
export function passing(chips: readonly string[]): (entry: FeedEntry) => boolean {
  const types = chips.filter(isTypeChip).map((chip) => chip.slice(TYPE.length).trim());
  const texts = chips.filter((chip) => !isTypeChip(chip)).map((chip) => chip.toLowerCase());
  const known = new Map<string, boolean>();
  const isAsked = (type: string) => {
    let asked = known.get(type);
    if (asked === undefined) {
      asked = types.length === 0 || types.some((pattern) => matchesType(pattern, type));
      if (known.size > 10_000) known.clear();
      known.set(type, asked);
    }
    return asked;
  };
  return (entry) => {
    // What is missing may have passed.
    if (entry.kind !== "event") return true;
    const { type, text } = entry.event;
    if (!isAsked(type)) return false;
    if (texts.length === 0) return true;
    const whole = `${type} ${text}`.toLowerCase();
    return texts.every((part) => whole.includes(part));
  };
}

/** The chip that asks for a type. */
export function typeChip(type: string): string {
  return `${TYPE}${type}`;
}

function isTypeChip(chip: string): boolean {
  return chip.startsWith(TYPE);
}
