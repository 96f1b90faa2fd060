import type { CloseData } from "./control.ts";

/** Where a client stands. Each value is new, so that it can be compared by identity. */
export type Status =
  /** Not started yet. */
  | { readonly state: "idle" }
  /** The first attempt is under way. */
  | { readonly state: "connecting" }
  /** The stream is open; `connection` is its id at the server. */
  | { readonly state: "open"; readonly connection: string; readonly since: number }
  /**
   * The stream was lost. `attempt` counts from 1; `retryAt` is when the next attempt starts
   * (milliseconds since the Unix epoch), `undefined` while it is under way.
   */
  | {
      readonly state: "reconnecting";
      readonly attempt: number;
      readonly retryAt: number | undefined;
      readonly cause: Outcome;
    }
  /** Ended in order: by `close()`, or because the server said so. */
  | { readonly state: "closed"; readonly close?: CloseData }
  /** Refused for a reason that trying again would not change. */
  | { readonly state: "failed"; readonly error: Error };

/** How one attempt came to its end. A fault is a value like any other. */
export type Outcome =
  /** The stream ended, or broke with `error`, without a word from the server. */
  | { readonly kind: "ended"; readonly error?: unknown }
  /** No byte came for the time that heartbeats allow. */
  | { readonly kind: "silent" }
  /** The server said why it ends the stream. */
  | { readonly kind: "told"; readonly close: CloseData }
  /** No answer. */
  | { readonly kind: "unreachable"; readonly error: unknown }
  /** The server answered with an error status. */
  | {
      readonly kind: "refused";
      readonly status: number;
      readonly error: Error;
      readonly retryAfter: number | undefined;
    }
  /** 204: there is nothing to listen to. */
  | { readonly kind: "nothing" }
  /** A success, but not an event stream: a sign-in page, say. */
  | { readonly kind: "foreign"; readonly error: Error };
