import { Button } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { useVirtualizer } from "@tanstack/react-virtual";
import { type Ref, useEffect, useImperativeHandle, useRef } from "react";
import { UpIcon } from "../app/pageIcons.tsx";
import { useMessages } from "../i18n/LanguageContext.ts";
import { EmptyStream } from "./EmptyStream.tsx";
import type { Feed, FeedState } from "./feed.ts";
import type { EventEntry } from "./feedEntry.ts";
import { StreamRow } from "./StreamRow.tsx";

/** Lets one who moves by keys bring a row into view. */
export interface Scroller {
  readonly show: (index: number) => void;
}

export interface EventStreamProps {
  readonly feed: Feed;
  readonly state: FeedState;
  readonly filtered: boolean;
  /** The key of the entry that is looked at. */
  readonly selected: number | undefined;
  readonly onSelect: (entry: EventEntry) => void;
  readonly onClearFilter: () => void;
  readonly scroller: Ref<Scroller>;
}

/** Height of a row in pixels, as the style sheet has it. */
const ROW = { wide: 36, narrow: 56 };
/** Who is further down than this reads, and nothing may move under his eyes; pixels. */
const AT_TOP = 8;

/**
 * Every event that comes, newest first; only the rows in view are in the page. No live region: a
 * stream would drown everything else.
 */
export function EventStream(props: EventStreamProps) {
  const { feed, state, filtered, selected, onSelect, onClearFilter, scroller } = props;
  const { live } = useMessages();
  const { shown, dropped, held } = state;
  const narrow = useMediaQuery("(max-width: 48em)", false, { getInitialValueInEffect: false });
  const height = narrow ? ROW.narrow : ROW.wide;
  const viewport = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({
    count: shown.length,
    getScrollElement: () => viewport.current,
    estimateSize: () => height,
    overscan: 8,
  });
  useEffect(() => () => feed.setAway(false), [feed]);
  useImperativeHandle(scroller, () => ({ show: (index) => rows.scrollToIndex(index) }), [rows]);

  function jump() {
    feed.resume();
    viewport.current?.scrollTo({ top: 0 });
  }

  if (shown.length === 0 && held === 0) {
    return <EmptyStream filtered={filtered && state.kept > 0} onClearFilter={onClearFilter} />;
  }
  const items = rows.getVirtualItems();
  return (
    <div className="stream">
      {held > 0 && (
        <Button className="jump" leftSection={<UpIcon size={14} />} onClick={jump} size="xs">
          {live.newEvents(held)} · {live.jump}
        </Button>
      )}
      <div
        className="viewport"
        onScroll={({ currentTarget }) => feed.setAway(currentTarget.scrollTop > AT_TOP)}
        ref={viewport}
      >
        <div style={{ height: rows.getTotalSize() }}>
          <ol
            aria-label={live.list}
            className="feed"
            style={{ transform: `translateY(${items[0]?.start ?? 0}px)` }}
          >
            {items.map(({ index }) => {
              const entry = shown[index];
              return (
                entry && (
                  <StreamRow
                    entry={entry}
                    key={entry.key}
                    narrow={narrow}
                    onSelect={onSelect}
                    selected={entry.key === selected}
                  />
                )
              );
            })}
          </ol>
        </div>
        {dropped > 0 && <p className="trimmed">{live.trimmed(dropped)}</p>}
      </div>
    </div>
  );
}
