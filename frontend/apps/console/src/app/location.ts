import { Store } from "@tidings/client";

export const PAGES = ["live", "chat", "tasks", "connections", "dead-letters"] as const;
export type PageName = (typeof PAGES)[number];

/** What the address says: which page, and the chips of its filter. */
export interface Place {
  readonly page: PageName;
  /** What the page shows of all that it has: a conversation's id. */
  readonly item: string | undefined;
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

  /** Goes to an item of a page; a step back leads to where one was. */
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

function read({ hash, search }: Location): Place {
  const [page, item] = hash.slice(1).split("/");
  const named = PAGES.find((name) => name === page);
  return {
    page: named ?? "live",
    item: item ? decoded(item) : undefined,
    filter: new URLSearchParams(search).getAll(FILTER),
  };
}

/** An address that somebody mangled names nothing, but breaks nothing. */
function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
