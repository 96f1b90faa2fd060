import { useCallback, useEffect, useRef, useState } from "react";

/** How near to the end one must be to be at it, in pixels. */
const NEAR = 48;

/**
 * Keeps the end of what grows in view, for as long as the reader does not scroll up; once he is back
 * at the end, it follows again.
 */
export function useStickToBottom() {
  const viewport = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLOListElement>(null);
  const follows = useRef(true);
  const [away, setAway] = useState(false);

  const jump = useCallback(() => {
    follows.current = true;
    setAway(false);
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
      // Only going up is a wish to stay: what grows moves the end away by itself.
      if (atEnd) follows.current = true;
      else if (scrollTop < last) follows.current = false;
      last = scrollTop;
      setAway(!(atEnd || follows.current));
    };
    // Who opens something wants to see it, and not the end.
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
  return { viewport, content, away, jump };
}
