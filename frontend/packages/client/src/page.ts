import type { Unsubscribe } from "./subscribable.ts";

/** What happens to a page that a connection must know of. */
export type PageSignal =
  | "visible"
  | "hidden"
  | "online"
  | "offline"
  /** The page stops running: it is frozen, goes into the back/forward cache, or ends. */
  | "freeze"
  /** It runs again. */
  | "resume";

/** The page that a client lives in, handed in so that tests have one too. */
export interface Page {
  isHidden(): boolean;
  isOnline(): boolean;
  subscribe(listener: (signal: PageSignal) => void): Unsubscribe;
}

/** Stands where there is no page: on a server, or in a worker without events. */
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
