import { memo } from "react";
import { AlertIcon } from "../app/icons.tsx";
import { HistoryIcon } from "../app/pageIcons.tsx";
import { useMessages } from "../i18n/LanguageContext.ts";
import type { Messages } from "../i18n/messages.ts";
import type { BackfillEntry, EventEntry, FeedEntry, GapEntry } from "./feedEntry.ts";
import { oneLine } from "./preview.ts";
import { formatTime } from "./time.ts";

export interface StreamRowProps {
  readonly entry: FeedEntry;
  readonly selected: boolean;
  readonly narrow: boolean;
  readonly onSelect: (entry: EventEntry) => void;
}

/** Memoised: a new event must not render those again that were there before it. */
export const StreamRow = memo(function StreamRow({ entry, ...props }: StreamRowProps) {
  if (entry.kind === "event") return <EventRow {...props} entry={entry} />;
  return <NoticeRow entry={entry} />;
});

function EventRow({ entry, selected, onSelect }: StreamRowProps & { readonly entry: EventEntry }) {
  return (
    <li>
      <button aria-pressed={selected} className="row" onClick={() => onSelect(entry)} type="button">
        <Time at={entry.at} />
        <span className="row-type">{entry.event.type}</span>
        <span className="row-data">{oneLine(entry.event.text)}</span>
      </button>
    </li>
  );
}

function NoticeRow({ entry }: { readonly entry: GapEntry | BackfillEntry }) {
  const { live } = useMessages();
  const gap = entry.kind === "gap";
  return (
    <li>
      <div className="row" data-kind={entry.kind}>
        <Time at={entry.at} />
        <span className="row-type">
          {gap ? <AlertIcon size={16} /> : <HistoryIcon size={16} />}
          {gap ? live.gap : live.reconnected}
        </span>
        <span className="row-data">{gap ? gapReason(entry, live) : backfilled(entry, live)}</span>
      </div>
    </li>
  );
}

function Time({ at }: { readonly at: Date }) {
  return (
    <time className="row-time" dateTime={at.toISOString()}>
      {formatTime(at)}
    </time>
  );
}

function gapReason({ gap }: GapEntry, live: Messages["live"]): string {
  const reasons: Readonly<Record<string, string>> = live.gapReason;
  return reasons[gap.reason] ?? gap.reason;
}

function backfilled({ replayed }: BackfillEntry, live: Messages["live"]): string {
  if (replayed === null) return live.backfillUnknown;
  return replayed === 0 ? live.backfillNone : live.backfill(replayed);
}
