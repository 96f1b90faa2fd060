import { TOKEN_EXPIRED } from "./control.ts";
import type { Outcome } from "./outcome.ts";
import type { Transport } from "./status.ts";

/** What follows the outcome of an attempt. */
export type RetryDecision =
  /** Retry after `wait` milliseconds plus a random delay; `refresh` the headers first. */
  | { readonly next: "retry"; readonly wait: number; readonly refresh: boolean }
  /** Retry immediately, with new headers. */
  | { readonly next: "refresh" }
  /** Continue immediately with the other transport. */
  | { readonly next: "switch"; readonly to: Transport }
  | { readonly next: "end"; readonly state: "closed" | "failed" };

/** Whether an error status is temporary: a timeout, a limit, or an error of the server. */
export function isTransient(status: number): boolean {
  return status === 408 || status === 429 || status >= 500;
}

/** Whether a gateway timed out, possibly because it waits for the end of a stream. */
export function isGatewayFailure(outcome: Outcome): boolean {
  return outcome.kind === "refused" && !outcome.error.own && outcome.error.status >= 500;
}

/** Whether something on the network path interrupted the answer. */
export function isInterrupted(outcome: Outcome): boolean {
  return ["ended", "unreachable", "silent"].includes(outcome.kind) || isGatewayFailure(outcome);
}

/** The decision where the transport is fixed: it waits and retries. */
export function withoutSwitch(decision: RetryDecision): RetryDecision {
  return decision.next === "switch" ? { next: "retry", wait: 0, refresh: false } : decision;
}

/** @param mayRefresh whether new headers are available and were not tried by the last attempt */
export function decide(outcome: Outcome, mayRefresh: boolean): RetryDecision {
  switch (outcome.kind) {
    case "headers":
    case "offline":
      return { next: "retry", wait: 0, refresh: false };
    case "ended":
    case "unreachable":
    case "silent":
      if (outcome.buffered) return { next: "switch", to: "poll" };
      return { next: "retry", wait: 0, refresh: false };
    case "streamable":
      return { next: "switch", to: "stream" };
    case "closed": {
      const { reconnect, after = 0, code } = outcome.close;
      if (!reconnect) return { next: "end", state: "closed" };
      return { next: "retry", wait: after, refresh: code === TOKEN_EXPIRED };
    }
    case "refused": {
      const { status, own, retryAfter = 0 } = outcome.error;
      if (status === 401 && mayRefresh) return { next: "refresh" };
      if (isGatewayFailure(outcome)) return { next: "switch", to: "poll" };
      if (own && !isTransient(status)) return { next: "end", state: "failed" };
      return { next: "retry", wait: retryAfter, refresh: false };
    }
    case "nothing":
      return { next: "end", state: "closed" };
    case "unexpected":
    case "broken":
      return { next: "end", state: "failed" };
  }
}
