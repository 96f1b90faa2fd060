/** Data of `tidings.open`, the first frame of each stream. */
export interface OpenData {
  /** Id of this connection, as in `/api/connections/{id}`. */
  readonly connection: string;
  /** Whether the stream resumes from the cursor that the client sent. */
  readonly resumed: boolean;
  /** How many historical events precede the live tail. */
  readonly replayed: number | null;
  /** Milliseconds between heartbeats. */
  readonly heartbeat: number;
}

/** Data of `tidings.gap`: events may be missing, so the application reloads its state. */
export interface GapData {
  readonly reason: "expired" | "epoch" | "unreadable" | "overflow";
  readonly from?: string | null;
  readonly to?: string;
  /** With `overflow`: how many events the queue of this connection dropped, by cause. */
  readonly dropped?: {
    /** Events that a newer event with the same key replaced. */
    readonly conflated: number;
    readonly expired: number;
    /** Events of low priority. */
    readonly low: number;
  };
}

/** Data of `tidings.reauth`: the token expires soon. */
export interface ReauthData {
  /** When the token expires: RFC 3339 text, or seconds since the Unix epoch. */
  readonly expires: string | number;
}

/**
 * Data of `tidings.stale`: the server cannot reach its log, and events are delayed. `tidings.fresh`
 * ends that state.
 */
export interface StaleData {
  /** When the server last read its log: RFC 3339 text. */
  readonly since: string;
}

/** Data of `tidings.close`, the last frame before the server ends a stream. */
export interface CloseData {
  /** 1000 shutdown, 1001 token-expired, 1002 revoked, 1003 slow-consumer, 1004 replaced, 1005 lifetime, 1006 refused, 1007 stale. */
  readonly code: number;
  readonly reason: string;
  /** Whether the client reconnects. */
  readonly reconnect: boolean;
  /** Milliseconds to wait before the reconnect. */
  readonly after?: number;
}

/** The event types of the protocol itself, with the data of each. */
export interface ControlEvents {
  readonly "tidings.open": OpenData;
  readonly "tidings.gap": GapData;
  readonly "tidings.reauth": ReauthData;
  readonly "tidings.stale": StaleData;
  /** The server reads its log again. */
  readonly "tidings.fresh": StaleData;
  readonly "tidings.close": CloseData;
}

/** The close code that asks for a new token. */
export const TOKEN_EXPIRED = 1001;

/** The close code of a user, a session or a stream that was ended on purpose. */
export const REVOKED = 1002;

/** The event of a heartbeat. Its id advances the cursor. */
export const BEAT = "tidings.beat";

/** The server cannot reach its log (`STALE`), and reads it again (`FRESH`). */
export const STALE = "tidings.stale";
export const FRESH = "tidings.fresh";

/** Prefix of the protocol's own types. Application events cannot use it. */
export const RESERVED = "tidings.";

/** The part of an event that identifies it. */
interface Typed {
  readonly type: string;
  readonly data: unknown;
}

/** Narrows a control event by its type. The data is not validated: the protocol defines it. */
export function isControl<Type extends keyof ControlEvents>(
  event: Typed,
  type: Type,
): event is Typed & { readonly data: ControlEvents[Type] } {
  return event.type === type && Object(event.data) === event.data;
}
