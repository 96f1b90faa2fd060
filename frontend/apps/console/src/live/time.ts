const TIME = new Intl.DateTimeFormat("en-GB", {
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  fractionalSecondDigits: 3,
  hourCycle: "h23",
});

/** Formats the time of day to the millisecond, independent of the language: `14:03:59.120`. */
export function formatTime(at: Date): string {
  return TIME.format(at);
}
