import type { GapData } from "@tidings/client";
import { memo } from "react";
import { AlertIcon } from "../app/icons.tsx";
import { EventData } from "./EventData.tsx";
import type { FeedEntry } from "./feed.ts";

const TIME = new Intl.DateTimeFormat(undefined, {
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  fractionalSecondDigits: 3,
  hourCycle: "h23",
});

const REASONS: Record<GapData["reason"], string> = {
  expired: "the position to resume from is no longer kept",
  epoch: "the server's log began anew",
  unreadable: "the server could not read the position to resume from",
  overflow: "events came faster than this connection took them",
};

export interface FeedRowProps {
  readonly entry: FeedEntry;
}

/** Memoised: a new event must not render the hundreds of rows that were there before it. */
export const FeedRow = memo(function FeedRow({ entry }: FeedRowProps) {
  const time = (
    <time className="row-time" dateTime={entry.at.toISOString()}>
      {TIME.format(entry.at)}
    </time>
  );
  if (entry.kind === "gap") {
    return (
      <li className="row row-gap">
        <AlertIcon />
        <div>
          <div className="row-head">
            <span className="row-type">Events may be missing here</span>
            {time}
          </div>
          Reason: {REASONS[entry.gap.reason] ?? entry.gap.reason}.
        </div>
      </li>
    );
  }
  return (
    <li className="row">
      <div className="row-head">
        <span className="row-type">{entry.event.type}</span>
        {time}
      </div>
      <EventData event={entry.event} />
    </li>
  );
});
