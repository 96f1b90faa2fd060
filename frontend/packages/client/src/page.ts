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
      // Captured, since some are the document's. Not the option `signal`: jsdom refuses a signal of
      // Node, which tests often have.
      const on = (type: string, toSignal: () => string = () => type) => {
        const onEvent = () => listener(toSignal() as PageSignal);
        window.addEventListener(type, onEvent, true);
        return () => window.removeEventListener(type, onEvent, true);
      };
      const stops = [
        on("visibilitychange", () => document.visibilityState),
        on("freeze"),
        on("resume"),
        on("pagehide", () => "freeze"),
        on("pageshow", () => "resume"),
        on("online"),
        on("offline"),
      ];
      return () => void stops.map((stop) => stop());
    },
  };
}
