/** The part of the Web Locks API that choosing a leader needs; `navigator.locks` fits. */
export interface Locks {
  request(
    name: string,
    options: { readonly signal?: AbortSignal; readonly steal?: boolean },
    held: () => Promise<void>,
  ): Promise<unknown>;
}

/** The part of a `BroadcastChannel` that tabs talk by. */
export interface Channel {
  postMessage(message: unknown): void;
  addEventListener(type: "message", listener: (event: { readonly data: unknown }) => void): void;
  close(): void;
}

/** Where positions are kept over a reload; `sessionStorage` and `localStorage` fit. */
export interface KeyValueStore {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
}

/** Absent in insecure contexts and on servers: there every tab has its own connection. */
export function platformLocks(): Locks | undefined {
  return hasTabs() ? navigator.locks : undefined;
}

export function platformChannel(): ((name: string) => Channel) | undefined {
  if (!hasTabs() || typeof BroadcastChannel === "undefined") return undefined;
  return (name) => new BroadcastChannel(name);
}

/** Whether this is a page or a worker. Node has locks and channels, too, but nobody to share with. */
function hasTabs(): boolean {
  return typeof document !== "undefined" || "WorkerGlobalScope" in globalThis;
}

/** Not `crypto.randomUUID`, which insecure contexts do not have. */
export function randomId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * Browsers have `reportError`. Elsewhere the error is logged: thrown on its own it would end the
 * process of Node, and a lost connection is not worth that.
 */
export function reportUncaught(error: unknown): void {
  if (typeof reportError === "function") {
    reportError(error);
    return;
  }
  // biome-ignore lint/suspicious/noConsole: there is nobody else to tell.
  console.error(error);
}
