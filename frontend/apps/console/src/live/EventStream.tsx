import { Button } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { useVirtualizer } from "@tanstack/react-virtual";
import { type Ref, useEffect, useImperativeHandle, useRef } from "react";
import { useMessages } from "../i18n/LanguageContext.ts";
import { UpIcon } from "../ui/icons.ts";
import { EmptyStream } from "./EmptyStream.tsx";
import styles from "./EventStream.module.css";
import type { Feed, FeedState } from "./feed.ts";
import type { EventEntry } from "./feedEntry.ts";
import { StreamRow } from "./StreamRow.tsx";

/** Scrolls a row into view. */
export interface Scroller {
  readonly show: (index: number) => void;
}

export interface EventStreamProps {
  readonly feed: Feed;
  readonly state: FeedState;
  readonly filtered: boolean;
  /** The key of the selected entry. */
  readonly selected: number | undefined;
  readonly onSelect: (entry: EventEntry) => void;
  readonly onClearFilter: () => void;
  readonly scroller: Ref<Scroller>;
}

/** The height of a row in pixels, as in the style sheet. */
const ROW = { wide: 36, narrow: 56 };
/** A reader who has scrolled further reads: the list must not move; pixels. */
const AT_TOP = 8;

/**
 * The received events, newest first. Only the visible rows are in the document. The list is not a live
 * region: a stream of announcements would hide everything else.
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
  useEffect(() => () => feed.setScrolled(false), [feed]);
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
    <div className={styles.stream}>
      {held > 0 && (
        <Button
          className={styles.jump ?? ""}
          leftSection={<UpIcon size={14} />}
          onClick={jump}
          size="xs"
        >
          {live.newEvents(held)} · {live.jump}
        </Button>
      )}
      <div
        className={styles.viewport}
        data-testid="event-viewport"
        onScroll={({ currentTarget }) => feed.setScrolled(currentTarget.scrollTop > AT_TOP)}
        ref={viewport}
      >
        <div style={{ height: rows.getTotalSize() }}>
          <ol
            aria-label={live.list}
            className={styles.feed}
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
        {dropped > 0 && (
          <p className={styles.trimmed} data-testid="trimmed">
            {live.trimmed(dropped)}
          </p>
        )}
      </div>
    </div>
  );
}
