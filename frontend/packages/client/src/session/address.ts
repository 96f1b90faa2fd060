/** The page's address, and the ways to another page. Tests pass their own. */
export interface Address {
  /** Path, query and fragment of the page. */
  get(): string;
  /** Replaces the address, and keeps the page. */
  replace(address: string): void;
  /** Shows another page. */
  go(address: string): void;
  reload(): void;
}

/** The browser's address; `undefined` outside of a page. */
export function browserAddress(): Address | undefined {
  if (typeof document === "undefined" || typeof window === "undefined") return undefined;
  const { location, history } = window;
  return {
    get: () => location.pathname + location.search + location.hash,
    replace: (address) => history.replaceState(history.state, "", address),
    go: (address) => location.assign(address),
    reload: () => location.reload(),
  };
}
