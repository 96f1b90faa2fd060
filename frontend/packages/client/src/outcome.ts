import type { CloseData } from "./control.ts";
import type { TidingsError } from "./problem.ts";

/** How one attempt came to its end. A fault is a value like any other. */
export type Outcome =
  /**
   * The transport ended, or broke with `error`, without a word from the server. `mute`: before it
   * brought anything.
   */
  | { readonly kind: "ended"; readonly error?: unknown; readonly mute?: boolean }
  /**
   * No byte came for the time that heartbeats allow. `mute`: none ever came, or none but those that
   * open a stream, which is how a network looks that holds streams back.
   */
  | { readonly kind: "silent"; readonly mute: boolean }
  /** The server said why it ends the stream. */
  | { readonly kind: "told"; readonly close: CloseData }
  /** No answer, or none of Tidings'. `mute`: after a wait in which one could have come. */
  | { readonly kind: "unreachable"; readonly error: unknown; readonly mute?: boolean }
  /** Whoever brings the headers did not: nothing was sent. */
  | { readonly kind: "headers"; readonly error: unknown }
  /** The browser says that there is no network. */
  | { readonly kind: "offline" }
  /** The server, or something in its place, answered with an error status. */
  | { readonly kind: "refused"; readonly error: TidingsError }
  /** 204 or 205: there is nothing to listen to. */
  | { readonly kind: "nothing"; readonly status: number }
  /** Something on this side threw that never should: a platform that lacks what is needed, say. */
  | { readonly kind: "broken"; readonly error: unknown }
  /** A success, but not what was asked for: a sign-in page, say. */
  | { readonly kind: "foreign"; readonly error: Error }
  /** Long polling found that streams pass again. */
  | { readonly kind: "streamable" };

/** An outcome in a code and words. */
export function explain(outcome: Outcome): { code?: number; reason: string } {
  switch (outcome.kind) {
    case "told":
      return { code: outcome.close.code, reason: outcome.close.reason };
    case "refused":
      return { code: outcome.error.status, reason: outcome.error.message };
    case "nothing":
      return { code: outcome.status, reason: "nothing to listen to" };
    case "foreign":
      return { reason: outcome.error.message };
    case "silent":
      return { reason: outcome.mute ? "buffered" : "silent" };
    default:
      return { reason: "error" in outcome ? because(outcome.kind, outcome.error) : outcome.kind };
  }
}

/** What keeps an attempt from getting an answer, and is nobody's word of why: for `onError`. */
export function mishap(outcome: Outcome): unknown {
  const { kind } = outcome;
  return kind === "unreachable" || kind === "headers" || kind === "broken"
    ? outcome.error
    : undefined;
}

function because(kind: string, error: unknown): string {
  return `${kind}: ${error instanceof Error ? error.message : String(error)}`;
}
