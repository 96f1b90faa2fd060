/** Parses JSON; returns other text unchanged. */
export function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Whether `value` is an object with a string under each of `names`. */
export function hasTexts<Name extends string>(
  value: unknown,
  ...names: readonly Name[]
): value is Readonly<Record<Name, string>> {
  const fields = Object(value) as Readonly<Record<string, unknown>>;
  return names.every((name) => typeof fields[name] === "string");
}
