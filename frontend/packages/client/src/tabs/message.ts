import type { Frame } from "../frames.ts";
import type { Standing } from "../status.ts";

/**
 * The reign of one leader. It is numbered by the clock, so that it is higher than any before it,
 * even for a tab that has just come and heard of none; the tab's id decides between equals.
 */
export interface Term {
  readonly number: number;
  readonly tab: string;
}

/** Below every term. */
export const NO_TERM: Term = { number: 0, tab: "" };

/** Above 0 where `a` is the later term, 0 where they are one. */
export function compareTerms(a: Term, b: Term): number {
  if (a.number !== b.number) return a.number - b.number;
  if (a.tab === b.tab) return 0;
  return a.tab > b.tab ? 1 : -1;
}

/** What a leader tells. Whatever is of an older term than the one known is ignored. */
export type LeaderMessage =
  /** The frame that the leader has just delivered, and its number in the term. */
  | { readonly kind: "frame"; readonly term: Term; readonly seq: number; readonly frame: Frame }
  /** Where the connection stands; also to show that the leader lives. */
  | { readonly kind: "standing"; readonly term: Term; readonly standing: Standing }
  /**
   * To one tab: what followed the cursor it asked for. After these frames it stands at `cursor`, and
   * number `seq` was the last.
   */
  | {
      readonly kind: "line";
      readonly term: Term;
      readonly to: string;
      readonly asked: string | undefined;
      readonly frames: readonly Frame[];
      readonly cursor: string | undefined;
      readonly seq: number;
    }
  /** To one tab: that cursor is not known here, or not yet. */
  | {
      readonly kind: "unknown";
      readonly term: Term;
      readonly to: string;
      readonly asked: string;
    };

/** What a follower asks. */
export type FollowerMessage =
  /** What followed this cursor? Without one: where are you? */
  | { readonly kind: "join"; readonly from: string; readonly cursor: string | undefined }
  /** Are you there? */
  | { readonly kind: "ping" };

export type Message = LeaderMessage | FollowerMessage;
