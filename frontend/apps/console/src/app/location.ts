import { Store } from "@tidings/client";

export const PAGES = ["live", "tasks", "connections", "dead-letters"] as const;
export type PageName = (typeof PAGES)[number];

/** What the address says: which page, and the chips of its filter. */
export interface Place {
  readonly page: PageName;
  readonly filter: readonly string[];
}

const FILTER = "filter";

/**
 * The address as a value. The page is the fragment, so that the server need not know of pages; the
 * filter is in the query, so that an address can be passed on.
 */
export class Navigation extends Store<Place> {
  readonly #window: Window;

  constructor(over: Window) {
    super(read(over.location));
    this.#window = over;
    const update = () => this.set(read(over.location));
    over.addEventListener("popstate", update);
    over.addEventListener("hashchange", update);
  }

  setFilter(filter: readonly string[]): void {
    const url = new URL(this.#window.location.href);
    url.searchParams.delete(FILTER);
    for (const chip of filter) url.searchParams.append(FILTER, chip);
    this.#window.history.replaceState(null, "", url);
    this.set({ ...this.get(), filter });
  }
}

function read({ hash, search }: Location): Place {
  const named = PAGES.find((page) => hash === `#${page}`);
  return { page: named ?? "live", filter: new URLSearchParams(search).getAll(FILTER) };
}
