import { useWindowEvent } from "@mantine/hooks";
import { useRef } from "react";
import type { Scroller } from "./EventStream.tsx";
import type { Feed } from "./feed.ts";
import type { EventEntry, FeedEntry } from "./feedEntry.ts";

export interface LiveKeysOptions {
  readonly feed: Feed;
  readonly selected: EventEntry | undefined;
  readonly onSelect: (entry: EventEntry | undefined) => void;
}

/** Elements that handle letters and spaces themselves. */
const TAKES_KEYS =
  "input, textarea, select, [contenteditable], button:not([data-row]), a, summary, [role=dialog] *";

/**
 * `/` focuses the filter, Space pauses, j and k select, Esc closes; never while the user types. On a row
 * Space activates the row, as on any button.
 */
export function useLiveKeys({ feed, selected, onSelect }: LiveKeysOptions) {
  const filterInput = useRef<HTMLInputElement>(null);
  const scroller = useRef<Scroller>(null);

  function move(by: 1 | -1): void {
    // A list that moves by itself cannot be navigated.
    feed.pause();
    const { shown } = feed.get();
    const from = shown.findIndex(({ key }) => key === selected?.key);
    const at = nextEvent(shown, from, by);
    const entry = shown[at];
    if (entry?.kind !== "event") return;
    onSelect(entry);
    scroller.current?.show(at);
  }

  const actions: Readonly<Record<string, () => void>> = {
    "/": () => filterInput.current?.focus(),
    " ": () => (feed.get().paused ? feed.resume() : feed.pause()),
    j: () => move(1),
    k: () => move(-1),
    Escape: () => onSelect(undefined),
  };

  useWindowEvent("keydown", (event) => {
    const { key, ctrlKey, metaKey, altKey, defaultPrevented, target } = event;
    if (defaultPrevented || ctrlKey || metaKey || altKey) return;
    const takes = key === " " ? `${TAKES_KEYS}, button` : TAKES_KEYS;
    const busy = target instanceof Element && target.closest(takes) !== null;
    if (busy && key !== "Escape") return;
    const action = Object.hasOwn(actions, key) ? actions[key] : undefined;
    if (!action) return;
    event.preventDefault();
    action();
  });
  return { filterInput, scroller };
}

/** The index of the next event after `from`, past notices; -1 where there is none. */
function nextEvent(shown: readonly FeedEntry[], from: number, by: 1 | -1): number {
  return by > 0
    ? shown.findIndex(({ kind }, i) => i > from && kind === "event")
    : shown.findLastIndex(({ kind }, i) => i < from && kind === "event");
}
