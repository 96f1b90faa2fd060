/**
 * Formats day and time in a language.
 * @param at RFC 3339
 */
export function formatAt(at: string, locale: string): string {
  return new Date(at).toLocaleString(locale, { dateStyle: "medium", timeStyle: "medium" });
}
