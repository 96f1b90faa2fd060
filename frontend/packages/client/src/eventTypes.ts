import { RESERVED } from "./control.ts";

/**
 * Whether `type` matches `pattern`: the type itself, `task.*` for one further segment, `task.**` for
 * one or more, `**` for all. Control events match only a pattern that begins with `tidings.`, so that
 * `**` means all application events.
 */
export function matchesType(pattern: string, type: string): boolean {
  if (pattern === type) return true;
  if (type.startsWith(RESERVED) && !pattern.startsWith(RESERVED)) return false;
  const wanted = pattern.split(".");
  const given = type.split(".");
  const isDeep = wanted.at(-1) === "**";
  if (isDeep) wanted.pop();
  const { length } = wanted;
  if (isDeep ? given.length <= length : given.length !== length) return false;
  return wanted.every((segment, i) => segment === "*" || segment === given[i]);
}
