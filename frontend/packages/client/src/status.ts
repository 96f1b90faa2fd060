/**
 * Where a client stands.
 *
 * - `idle`: not started yet.
 * - `connecting`: the first attempt is under way.
 * - `open`: the stream is open.
 * - `reconnecting`: it was lost; `nextRetryAt` is when the next attempt starts.
 * - `polling`: the network breaks streams, so events come by long poll.
 * - `paused`: the page is hidden or frozen; it goes on by itself.
 * - `offline`: the browser says that there is no network; it goes on by itself.
 * - `closed`: ended in order, by `close()` or because the server said so.
 * - `failed`: refused for a reason that trying again would not change.
 */
export type State =
  | "idle"
  | "connecting"
  | "open"
  | "reconnecting"
  | "polling"
  | "paused"
  | "offline"
  | "closed"
  | "failed";

/** How events come. */
export type Transport = "stream" | "poll";

/** Whose connection it is: this tab's own, this tab's for all tabs, or another tab's. */
export type Role = "alone" | "leader" | "follower";

/** The part of a status that is about the connection, and that one tab may tell another. */
export interface Standing {
  readonly state: State;
  /** Attempts that failed since the last one that held. */
  readonly attempt: number;
  /** When the next attempt starts, in milliseconds since the Unix epoch. */
  readonly nextRetryAt: number | undefined;
  /** What lies behind the state: an HTTP status, or a close code of the protocol. */
  readonly code: number | undefined;
  /**
   * What lies behind the state, in a word or the server's words: `ended`, `silent`, `buffered`,
   * `unreachable`, `headers` (the option brought none), `hidden`, `frozen`, `offline`, `deposed`,
   * `stale` (`open` or `polling`, but the server is cut off from its log, and events are delayed), the
   * reason of a `tidings.close`, or the detail of a refusal. An error that lies behind one of
   * these words follows it: `unreachable: Failed to fetch`.
   */
  readonly reason: string | undefined;
  readonly transport: Transport | undefined;
  /** Id of the open stream at the server, as in `/api/connections/{id}`. */
  readonly connection: string | undefined;
}

/** Where a client stands. Each value is new, so that it can be compared by identity. */
export interface Status extends Standing {
  readonly role: Role;
  /** The cursor: the position from which a later stream resumes. */
  readonly lastEventId: string | undefined;
  /** When the last event came, in milliseconds since the Unix epoch. */
  readonly lastEventAt: number | undefined;
}

/** A standing that says what is given and nothing else. */
export function standing(state: State, details: Partial<Standing> = {}): Standing {
  return {
    attempt: 0,
    nextRetryAt: undefined,
    code: undefined,
    reason: undefined,
    transport: undefined,
    connection: undefined,
    ...details,
    state,
  };
}

/** The status of a client that was never started; on a server it never changes. */
export const IDLE: Status = {
  ...standing("idle"),
  role: "alone",
  lastEventId: undefined,
  lastEventAt: undefined,
};

/** Whether a connection in this state has come to its end. */
export function isFinal({ state }: Standing): boolean {
  return state === "closed" || state === "failed";
}
