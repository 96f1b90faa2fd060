import { RESERVED } from "./control.ts";

/**
 * Whether `type` is one that `pattern` asks for: the type itself, `task.*` for one further segment,
 * `task.**` for any number of them, `**` for all. Control events match only a pattern that begins
 * with `tidings.`, so that "everything" means everything of the application's.
 */
export function matchesType(pattern: string, type: string): boolean {
  if (pattern === type) return true;
  if (type.startsWith(RESERVED) && !pattern.startsWith(RESERVED)) return false;
  if (pattern === "**") return true;
  const asked = pattern.split(".");
  const given = type.split(".");
  if (asked.at(-1) === "**") {
    asked.pop();
    return given.length > asked.length && covers(asked, given);
  }
  return given.length === asked.length && covers(asked, given);
}

function covers(asked: string[], given: string[]): boolean {
  return asked.every((segment, i) => segment === "*" || segment === given[i]);
}
