import { RESERVED } from "./control.ts";

/**
 * Whether `type` matches `pattern`: the type itself, `task.*` for one further segment, `task.**` for
 * one or more, `**` for all. Control events match only a pattern that begins with `tidings.`, so that
 * `**` means all application events.
 */
export function matchesType(pattern: string, type: string): boolean {
  if (pattern === type) return true;
  if (type.startsWith(RESERVED) && !pattern.startsWith(RESERVED)) return false;
  if (pattern === "**") return true;
  const wanted = pattern.split(".");
  const given = type.split(".");
  if (wanted.at(-1) === "**") {
    wanted.pop();
    return given.length > wanted.length && covers(wanted, given);
  }
  return given.length === wanted.length && covers(wanted, given);
}

function covers(wanted: string[], given: string[]): boolean {
  return wanted.every((segment, i) => segment === "*" || segment === given[i]);
}
