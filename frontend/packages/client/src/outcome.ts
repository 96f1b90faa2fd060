import type { CloseData } from "./control.ts";

/** How one attempt came to its end. A fault is a value like any other. */
export type Outcome =
  /** The transport ended, or broke with `error`, without a word from the server. */
  | { readonly kind: "ended"; readonly error?: unknown }
  /**
   * No byte came for the time that heartbeats allow. `mute`: none ever came, or none but those that
   * open a stream, which is how a network looks that holds streams back.
   */
  | { readonly kind: "silent"; readonly mute: boolean }
  /** The server said why it ends the stream. */
  | { readonly kind: "told"; readonly close: CloseData }
  /** No answer, or none of Tidings'. */
  | { readonly kind: "unreachable"; readonly error: unknown }
  /** Whoever brings the headers did not: nothing was sent. */
  | { readonly kind: "headers"; readonly error: unknown }
  /** The browser says that there is no network. */
  | { readonly kind: "offline" }
  /** The server answered with an error status. */
  | {
      readonly kind: "refused";
      readonly status: number;
      readonly error: Error;
      readonly retryAfter: number | undefined;
    }
  /** 204: there is nothing to listen to. */
  | { readonly kind: "nothing" }
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
      return { code: outcome.status, reason: outcome.error.message };
    case "nothing":
      return { code: 204, reason: "nothing to listen to" };
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
  return outcome.kind === "unreachable" || outcome.kind === "headers" ? outcome.error : undefined;
}

function because(kind: string, error: unknown): string {
  return `${kind}: ${error instanceof Error ? error.message : String(error)}`;
}
