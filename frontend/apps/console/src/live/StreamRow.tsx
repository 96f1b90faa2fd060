import { memo } from "react";
import { useMessages } from "../i18n/LanguageContext.ts";
import type { Messages } from "../i18n/messages.ts";
import { AlertIcon, HistoryIcon } from "../ui/icons.ts";
import type { BackfillEntry, EventEntry, FeedEntry, GapEntry } from "./feedEntry.ts";
import { oneLine } from "./preview.ts";
import styles from "./StreamRow.module.css";
import { formatTime } from "./time.ts";

export interface StreamRowProps {
  readonly entry: FeedEntry;
  readonly selected: boolean;
  readonly narrow: boolean;
  readonly onSelect: (entry: EventEntry) => void;
}

/** Memoised: a new event must not render the existing rows. */
export const StreamRow = memo(function StreamRow({ entry, ...props }: StreamRowProps) {
  if (entry.kind === "event") return <EventRow {...props} entry={entry} />;
  return <NoticeRow entry={entry} />;
});

function EventRow({ entry, selected, onSelect }: StreamRowProps & { readonly entry: EventEntry }) {
  return (
    <li>
      <button
        aria-pressed={selected}
        className={styles.row}
        data-row
        onClick={() => onSelect(entry)}
        type="button"
      >
        <Time at={entry.at} />
        <span className={styles.type}>{entry.event.type}</span>
        <span className={styles.data} data-testid="row-data">
          {oneLine(entry.event.text)}
        </span>
      </button>
    </li>
  );
}

function NoticeRow({ entry }: { readonly entry: GapEntry | BackfillEntry }) {
  const { live } = useMessages();
  const gap = entry.kind === "gap";
  return (
    <li>
      <div className={styles.row} data-kind={entry.kind} data-row>
        <Time at={entry.at} />
        <span className={styles.type}>
          {gap ? <AlertIcon size={16} /> : <HistoryIcon size={16} />}
          {gap ? live.gap : live.reconnected}
        </span>
        <span className={styles.data}>
          {gap ? gapReason(entry, live) : backfilled(entry, live)}
        </span>
      </div>
    </li>
  );
}

function Time({ at }: { readonly at: Date }) {
  return (
    <time className={styles.time} dateTime={at.toISOString()}>
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
