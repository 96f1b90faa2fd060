import type { Frame } from "../frames.ts";
import type { ConnectionState } from "../status.ts";

/**
 * The term of one leader. Its number is taken from the clock, so that a new tab that knows no other
 * term still gets a higher number. Between equal numbers the tab's id decides.
 */
export interface Term {
  readonly number: number;
  readonly tab: string;
}

/** Lower than every term. */
export const NO_TERM: Term = { number: 0, tab: "" };

/** Compares two terms: above 0 where `a` is later, 0 where they are equal. */
export function compareTerms(a: Term, b: Term): number {
  if (a.number !== b.number) return a.number - b.number;
  if (a.tab === b.tab) return 0;
  return a.tab > b.tab ? 1 : -1;
}

/** A message of the leader. A follower ignores messages of an earlier term. */
export type LeaderMessage =
  /** A frame that the leader has delivered, with its number within the term. */
  | { readonly kind: "frame"; readonly term: Term; readonly seq: number; readonly frame: Frame }
  /** The connection's state. It also shows that the leader is alive. */
  | { readonly kind: "state"; readonly term: Term; readonly state: ConnectionState }
  /**
   * To one tab: the frames after the cursor `after`. They lead to `cursor`, and `seq` is the number
   * of the last one.
   */
  | {
      readonly kind: "sync";
      readonly term: Term;
      readonly to: string;
      readonly after: string | undefined;
      readonly frames: readonly Frame[];
      readonly cursor: string | undefined;
      readonly seq: number;
    }
  /** To one tab: the leader does not know that cursor, or has not reached it. */
  | {
      readonly kind: "unknown";
      readonly term: Term;
      readonly to: string;
      readonly after: string;
    };

/** A message of a follower. */
export type FollowerMessage =
  /** Requests the frames after `cursor`; without a cursor, the leader's cursor. */
  | { readonly kind: "join"; readonly from: string; readonly cursor: string | undefined }
  /** Requests a sign of life. */
  | { readonly kind: "ping" };

export type Message = LeaderMessage | FollowerMessage;
