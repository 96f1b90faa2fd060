import type { GapData, OpenData, TidingsEvent } from "@tidings/client";

/** One line of the list: an event, or what is to be known of the stream between two of them. */
export type FeedEntry = EventEntry | GapEntry | BackfillEntry;

interface Line {
  /** Grows from line to line. */
  readonly key: number;
  readonly at: Date;
}

export interface EventEntry extends Line {
  readonly kind: "event";
  readonly event: TidingsEvent;
}

/** Some events may be missing here. */
export interface GapEntry extends Line {
  readonly kind: "gap";
  readonly gap: GapData;
}

/** The stream was lost and goes on; what was missed follows. */
export interface BackfillEntry extends Line {
  readonly kind: "backfill";
  /** How many events that is, where the server knows it. */
  readonly replayed: OpenData["replayed"];
}

/** Roughly what a line holds, in characters. */
export function textOf(entry: FeedEntry): number {
  return entry.kind === "event" ? entry.event.text.length : 0;
}

export function countEvents(entries: readonly FeedEntry[]): number {
  return entries.reduce((count, { kind }) => (kind === "event" ? count + 1 : count), 0);
}
