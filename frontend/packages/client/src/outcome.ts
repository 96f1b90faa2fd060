import type { CloseData } from "./control.ts";
import type { TidingsError } from "./problem.ts";

/** How one attempt ended. An error is a value like any other. */
export type Outcome =
  /**
   * The transport ended, or broke with `error`, without a `tidings.close`. `buffered`: before it
   * delivered a byte.
   */
  | { readonly kind: "ended"; readonly error?: unknown; readonly buffered?: boolean }
  /**
   * The idle timeout passed. `buffered`: no byte came, or only those that open a stream. A network
   * path that buffers streams causes this.
   */
  | { readonly kind: "silent"; readonly buffered: boolean }
  /** The server closed the stream with a `tidings.close`. */
  | { readonly kind: "closed"; readonly close: CloseData }
  /** No answer, or an answer that is not from Tidings. `buffered`: after a long wait. */
  | { readonly kind: "unreachable"; readonly error: unknown; readonly buffered?: boolean }
  /** The option `headers` failed, and no request was sent. */
  | { readonly kind: "headers"; readonly error: unknown }
  /** The browser reports no network. */
  | { readonly kind: "offline" }
  /** The server, or a gateway before it, answered with an error status. */
  | { readonly kind: "refused"; readonly error: TidingsError }
  /** 204 or 205: the stream has no content. */
  | { readonly kind: "nothing"; readonly status: number }
  /** The client's own code threw, for example because the platform lacks a function. */
  | { readonly kind: "broken"; readonly error: unknown }
  /** A success of another media type, such as a sign-in page. */
  | { readonly kind: "unexpected"; readonly error: Error }
  /** During long polling, a probe found that streams work again. */
  | { readonly kind: "streamable" };

/** Describes an outcome by a code and a reason. */
export function explain(outcome: Outcome): { code?: number; reason: string } {
  switch (outcome.kind) {
    case "closed":
      return { code: outcome.close.code, reason: outcome.close.reason };
    case "refused":
      return { code: outcome.error.status, reason: outcome.error.message };
    case "nothing":
      return { code: outcome.status, reason: "nothing to listen to" };
    case "unexpected":
      return { reason: outcome.error.message };
    case "silent":
      return { reason: outcome.buffered ? "buffered" : "silent" };
    default:
      return { reason: "error" in outcome ? because(outcome.kind, outcome.error) : outcome.kind };
  }
}

/** The error that prevented an answer, for `onError`; `undefined` for an answered attempt. */
export function reportableError(outcome: Outcome): unknown {
  const { kind } = outcome;
  return kind === "unreachable" || kind === "headers" || kind === "broken"
    ? outcome.error
    : undefined;
}

function because(kind: string, error: unknown): string {
  return `${kind}: ${error instanceof Error ? error.message : String(error)}`;
}
