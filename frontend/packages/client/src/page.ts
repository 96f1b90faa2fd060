import type { Unsubscribe } from "./subscribable.ts";

/** A change of the page that affects its connection. */
export type PageSignal =
  | "visible"
  | "hidden"
  | "online"
  | "offline"
  /** The page is frozen, enters the back/forward cache, or ends. */
  | "freeze"
  /** The page runs again. */
  | "resume";

/** The page of a client. Tests pass their own. */
export interface Page {
  isHidden(): boolean;
  isOnline(): boolean;
  subscribe(listener: (signal: PageSignal) => void): Unsubscribe;
}

/** Replaces the page on a server, and in a worker without page events. */
const NO_PAGE: Page = {
  isHidden: () => false,
  isOnline: () => true,
  subscribe: () => () => undefined,
};

/**
 * The browser's page.
 * @see https://developer.chrome.com/docs/web-platform/page-lifecycle-api
 */
export function browserPage(): Page {
  if (typeof document === "undefined" || typeof window === "undefined") return NO_PAGE;
  return {
    isHidden: () => document.visibilityState === "hidden",
    isOnline: () => navigator.onLine !== false,
    subscribe(listener) {
      const stop = new AbortController();
      const on = (target: EventTarget, type: string, read = () => type as PageSignal) =>
        target.addEventListener(type, () => listener(read()), { signal: stop.signal });
      on(document, "visibilitychange", () => document.visibilityState);
      on(document, "freeze");
      on(document, "resume");
      on(window, "pagehide", () => "freeze");
      on(window, "pageshow", () => "resume");
      on(window, "online");
      on(window, "offline");
      return () => stop.abort();
    },
  };
}
