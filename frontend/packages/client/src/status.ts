/**
 * The state of a client.
 *
 * - `idle`: not started.
 * - `connecting`: the first attempt is in progress.
 * - `open`: the stream is open.
 * - `reconnecting`: the stream was lost; `nextRetryAt` is when the next attempt starts.
 * - `polling`: the network breaks streams, so events arrive by long polling.
 * - `paused`: the page is hidden or frozen; the client resumes by itself.
 * - `offline`: the browser reports no network; the client resumes by itself.
 * - `closed`: ended by `close()` or by the server.
 * - `failed`: refused for a reason that a retry would not change.
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

/** How events arrive. */
export type Transport = "stream" | "poll";

/** Which tab holds the connection: this tab for itself, this tab for all tabs, or another tab. */
export type Role = "alone" | "leader" | "follower";

/** The part of a status that concerns the connection. A leader sends it to the other tabs. */
export interface ConnectionState {
  readonly state: State;
  /** Failed attempts since the last successful one. */
  readonly attempt: number;
  /** When the next attempt starts, in milliseconds since the Unix epoch. */
  readonly nextRetryAt: number | undefined;
  /** The cause of the state: an HTTP status, or a close code of the protocol. */
  readonly code: number | undefined;
  /**
   * The cause of the state in words. It is one of the client's own words, the reason of a
   * `tidings.close`, or the detail of a refusal. The client's words are `ended`, `silent`,
   * `buffered`, `unreachable`, `headers` (the option failed), `hidden`, `frozen`, `offline`,
   * `deposed` and `stale`. With `stale` the state is `open` or `polling`, but the server cannot
   * reach its log, and events are delayed. An error follows its word: `unreachable: Failed to fetch`.
   */
  readonly reason: string | undefined;
  readonly transport: Transport | undefined;
  /** Id of the open stream at the server, as in `/api/connections/{id}`. */
  readonly connection: string | undefined;
}

/** The status of a client. Each value is a new object, so that it can be compared by identity. */
export interface Status extends ConnectionState {
  readonly role: Role;
  /** The cursor from which a later stream resumes. */
  readonly lastEventId: string | undefined;
  /** When the last event arrived, in milliseconds since the Unix epoch. */
  readonly lastEventAt: number | undefined;
}

/** Creates a connection state from its details. */
export function connectionState(
  state: State,
  details: Partial<ConnectionState> = {},
): ConnectionState {
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

/** The status of a client that was never started. On a server it never changes. */
export const IDLE: Status = {
  ...connectionState("idle"),
  role: "alone",
  lastEventId: undefined,
  lastEventAt: undefined,
};

/** Whether a connection in this state has ended. */
export function isFinal({ state }: ConnectionState): boolean {
  return state === "closed" || state === "failed";
}
