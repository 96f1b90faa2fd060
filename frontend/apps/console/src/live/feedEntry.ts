import type { GapData, OpenData, TidingsEvent } from "@tidings/client";

/** One entry of the list: an event, or a notice about the stream. */
export type FeedEntry = EventEntry | GapEntry | BackfillEntry;

interface Base {
  /** Increases from entry to entry. */
  readonly key: number;
  readonly at: Date;
}

export interface EventEntry extends Base {
  readonly kind: "event";
  readonly event: TidingsEvent;
}

/** Events may be missing here. */
export interface GapEntry extends Base {
  readonly kind: "gap";
  readonly gap: GapData;
}

/** The stream was interrupted and resumed. The missed events follow. */
export interface BackfillEntry extends Base {
  readonly kind: "backfill";
  /** How many events that is; `null` where the server does not know. */
  readonly replayed: OpenData["replayed"];
}

/** The approximate size of an entry, in characters. */
export function textOf(entry: FeedEntry): number {
  return entry.kind === "event" ? entry.event.text.length : 0;
}

export function countEvents(entries: readonly FeedEntry[]): number {
  return entries.reduce((count, { kind }) => (kind === "event" ? count + 1 : count), 0);
}
