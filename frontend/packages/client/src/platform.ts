/** The part of the Web Locks API that the election of a leader needs, as `navigator.locks` has it. */
export interface Locks {
  request(
    name: string,
    options: { readonly signal?: AbortSignal; readonly steal?: boolean },
    held: () => Promise<void>,
  ): Promise<unknown>;
}

/** The part of a `BroadcastChannel` that tabs use to exchange messages. */
export interface Channel {
  postMessage(message: unknown): void;
  addEventListener(type: "message", listener: (event: { readonly data: unknown }) => void): void;
  close(): void;
}

/** Stores cursors across a reload, as `sessionStorage` and `localStorage` do. */
export interface KeyValueStore {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
}

/** The platform's locks. Insecure contexts and servers have none: there each tab has its own connection. */
export function platformLocks(): Locks | undefined {
  return hasTabs() ? navigator.locks : undefined;
}

export function platformChannel(): ((name: string) => Channel) | undefined {
  if (!hasTabs() || typeof BroadcastChannel === "undefined") return undefined;
  return (name) => new BroadcastChannel(name);
}

/** Whether this is a page or a worker. Node has locks and channels, too, but no tabs to share with. */
function hasTabs(): boolean {
  return typeof document !== "undefined" || "WorkerGlobalScope" in globalThis;
}

/**
 * Whether the platform's `fetch` gives the body of an answer as a stream. React Native resolves it
 * only after the whole answer, which never comes.
 */
export function hasStreams(): boolean {
  if (typeof Response === "undefined") return true;
  return "body" in Response.prototype && typeof TextDecoder !== "undefined";
}

/**
 * 128 random bits in hexadecimal digits. Insecure contexts lack `crypto.randomUUID`, and React Native
 * lacks `crypto`. An id has to be unique, and is no secret.
 */
export function randomId(): string {
  const bytes = new Uint8Array(16).map(() => Math.random() * 256);
  globalThis.crypto?.getRandomValues(bytes);
  return bytes.reduce((id, byte) => id + byte.toString(16).padStart(2, "0"), "");
}

/**
 * Reports an error as uncaught. Platforms without `reportError` log it: an error thrown on its own
 * would end a Node process.
 */
export function reportUncaught(error: unknown): void {
  if (typeof reportError === "function") {
    reportError(error);
    return;
  }
  // biome-ignore lint/suspicious/noConsole: this platform has no `reportError`.
  console.error(error);
}
