import { useCallback, useEffect, useRef, useState } from "react";

/** The distance from the end that counts as the end, in pixels. */
const NEAR = 48;

/**
 * Keeps the end of growing content in view, until the reader scrolls up. Back at the end, it follows
 * again.
 */
export function useStickToBottom() {
  const viewport = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLOListElement>(null);
  const follows = useRef(true);
  const [scrolledUp, setScrolledUp] = useState(false);

  const jump = useCallback(() => {
    follows.current = true;
    setScrolledUp(false);
    viewport.current?.scrollTo({ top: viewport.current.scrollHeight });
  }, []);

  useEffect(() => {
    const scroller = viewport.current;
    const grower = content.current;
    if (!(scroller && grower)) return;
    let last = scroller.scrollTop;
    const onScroll = () => {
      const { scrollTop, scrollHeight, clientHeight } = scroller;
      const atEnd = scrollHeight - scrollTop - clientHeight < NEAR;
      // Only scrolling up stops the following: growing content moves the end by itself.
      if (atEnd) follows.current = true;
      else if (scrollTop < last) follows.current = false;
      last = scrollTop;
      setScrolledUp(!(atEnd || follows.current));
    };
    // A reader who opens a section wants to see it, and not the end.
    const onClick = ({ target }: Event) => {
      if (target instanceof Element && target.closest("summary")) follows.current = false;
    };
    const onGrowth = () => {
      if (follows.current) scroller.scrollTo({ top: scroller.scrollHeight });
      else onScroll();
    };
    scroller.addEventListener("scroll", onScroll, { passive: true });
    grower.addEventListener("click", onClick);
    const observer = new ResizeObserver(onGrowth);
    observer.observe(grower);
    observer.observe(scroller);
    return () => {
      scroller.removeEventListener("scroll", onScroll);
      grower.removeEventListener("click", onClick);
      observer.disconnect();
    };
  }, []);
  return { viewport, content, scrolledUp, jump };
}
