/** A copy of `values` with another value at `index`. It replaces `Array.with`, which browsers before 2023 lack. */
export function replaceAt<T>(values: readonly T[], index: number, value: T): readonly T[] {
  return values.map((one, i) => (i === index ? value : one));
}
