import type { Language } from "./language.ts";

const UNITS = [
  ["day", 86_400],
  ["hour", 3600],
  ["minute", 60],
  ["second", 1],
] as const;

/** Formats a duration in its largest whole unit and, unless zero, the next one: `2 min 5 sec`. */
export function formatDuration(ms: number, locale: Language): string {
  const total = Math.max(0, Math.round(ms / 1000));
  const first = UNITS.findIndex(([, seconds]) => total >= seconds);
  const [unit, seconds] = UNITS[first] ?? ["second", 1];
  const parts = [format(Math.floor(total / seconds), unit, locale)];
  const next = first < 0 ? undefined : UNITS[first + 1];
  const rest = next ? Math.floor((total % seconds) / next[1]) : 0;
  if (next && rest > 0) parts.push(format(rest, next[0], locale));
  return parts.join(" ");
}

function format(value: number, unit: string, locale: Language): string {
  return new Intl.NumberFormat(locale, { style: "unit", unit, unitDisplay: "short" }).format(value);
}
