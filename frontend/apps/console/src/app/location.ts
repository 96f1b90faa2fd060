import { Store } from "@tidings/client";

export const PAGES = ["live", "chat", "tasks", "connections", "dead-letters"] as const;
export type PageName = (typeof PAGES)[number];

/** The page that the URL selects, and the terms of its filter. */
export interface Route {
  readonly page: PageName;
  /** The selected item of the page: a conversation's id. */
  readonly item: string | undefined;
  readonly filter: readonly string[];
}

const FILTER = "filter";

/**
 * The URL as a value. The page is the fragment, so that the server has one page. The filter is in the
 * query, so that a URL can be shared.
 */
export class Navigation extends Store<Route> {
  readonly #window: Window;

  constructor(over: Window) {
    super(read(over.location));
    this.#window = over;
    const update = () => this.set(read(over.location));
    over.addEventListener("popstate", update);
    over.addEventListener("hashchange", update);
  }

  /** Opens an item of a page, as a new entry of the browser's history. */
  go(page: PageName, item?: string): void {
    const fragment = item === undefined ? page : `${page}/${encodeURIComponent(item)}`;
    this.#window.location.hash = fragment;
    this.set(read(this.#window.location));
  }

  setFilter(filter: readonly string[]): void {
    const url = new URL(this.#window.location.href);
    url.searchParams.delete(FILTER);
    for (const chip of filter) url.searchParams.append(FILTER, chip);
    this.#window.history.replaceState(null, "", url);
    this.set({ ...this.get(), filter });
  }
}

function read({ hash, search }: Location): Route {
  const [page, item] = hash.slice(1).split("/");
  const named = PAGES.find((name) => name === page);
  return {
    page: named ?? "live",
    item: item ? decode(item) : undefined,
    filter: new URLSearchParams(search).getAll(FILTER),
  };
}

/** Decodes a part of the URL; an invalid part selects nothing. */
function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
