/** Data of `tidings.open`, the first frame of each stream. */
export interface OpenData {
  /** Id of this connection, as in `/api/connections/{id}`. */
  readonly connection: string;
  /** Whether the stream goes on from the cursor that was sent. */
  readonly resumed: boolean;
  /** How many past events follow before the live ones. */
  readonly replayed: number | null;
  /** Milliseconds between heartbeats. */
  readonly heartbeat: number;
}

/** Data of `tidings.gap`: events may have been missed, so the application reloads its state. */
export interface GapData {
  readonly reason: "expired" | "epoch" | "unreadable" | "overflow";
  readonly from?: string | null;
  readonly to?: string;
  /** With `overflow`: how many events the queue of this connection dropped, and why. */
  readonly dropped?: {
    /** A newer event of the same key came in their place. */
    readonly conflated: number;
    readonly expired: number;
    /** Of low priority. */
    readonly low: number;
  };
}

/** Data of `tidings.reauth`: the token ends soon. */
export interface ReauthData {
  /** When it ends: RFC 3339 text, or seconds since the Unix epoch. */
  readonly expires: string | number;
}

/** Data of `tidings.stale`: the server is cut off from its log, and events are delayed. `tidings.fresh` ends it. */
export interface StaleData {
  /** When it last read its log: RFC 3339 text. */
  readonly since: string;
}

/** Data of `tidings.close`, the last frame before the server ends a stream. */
export interface CloseData {
  /** 1000 shutdown, 1001 token-expired, 1002 revoked, 1003 slow-consumer, 1004 replaced, 1005 lifetime, 1006 refused, 1007 stale. */
  readonly code: number;
  readonly reason: string;
  /** Whether to come back. */
  readonly reconnect: boolean;
  /** Milliseconds to wait first. */
  readonly after?: number;
}

/** The events of the protocol itself and what each carries. */
export interface ControlEvents {
  readonly "tidings.open": OpenData;
  readonly "tidings.gap": GapData;
  readonly "tidings.reauth": ReauthData;
  readonly "tidings.stale": StaleData;
  /** The server can read its log again. */
  readonly "tidings.fresh": StaleData;
  readonly "tidings.close": CloseData;
}

/** The close code that asks for a fresh token. */
export const TOKEN_EXPIRED = 1001;

/** The event of a heartbeat, whose id moves the position on. */
export const BEAT = "tidings.beat";

/** The server is cut off from its log, and reads it again. */
export const STALE = "tidings.stale";
export const FRESH = "tidings.fresh";

/** Types of the protocol itself; no application event may use them. */
export const RESERVED = "tidings.";

/** An event as far as it takes to tell what it is. */
interface Typed {
  readonly type: string;
  readonly data: unknown;
}

/** Tells a control event by its type; the data is the server's word, as the protocol sets it out. */
export function isControl<Type extends keyof ControlEvents>(
  event: Typed,
  type: Type,
): event is Typed & { readonly data: ControlEvents[Type] } {
  return event.type === type && Object(event.data) === event.data;
}
