import { TOKEN_EXPIRED } from "./control.ts";
import type { Outcome } from "./outcome.ts";
import type { Transport } from "./status.ts";

/** What an outcome means for the next attempt. */
export type Verdict =
  /** Come back after `wait` milliseconds and a random delay on top; `refresh` the headers first. */
  | { readonly next: "retry"; readonly wait: number; readonly refresh: boolean }
  /** Come back at once, with fresh headers. */
  | { readonly next: "refresh" }
  /** Go on at once by the other transport. */
  | { readonly next: "switch"; readonly to: Transport }
  | { readonly next: "close" }
  | { readonly next: "fail" };

/** Error statuses that pass: timeout, over a limit, and everything of the server's own. */
export function passes(status: number): boolean {
  return status === 408 || status === 429 || status >= 500;
}

/** Whether a gateway gave up on the server: it may wait for the end of a stream that has none. */
export function isGateways(outcome: Outcome): boolean {
  return outcome.kind === "refused" && !outcome.error.own && outcome.error.status >= 500;
}

/** Whether something on the way did not wait for the end of an answer. */
export function isCut(outcome: Outcome): boolean {
  return ["ended", "unreachable", "silent"].includes(outcome.kind) || isGateways(outcome);
}

/** @param mayRefresh whether fresh headers can be had and have not just been tried */
export function judge(outcome: Outcome, mayRefresh: boolean): Verdict {
  switch (outcome.kind) {
    case "headers":
    case "offline":
      return { next: "retry", wait: 0, refresh: false };
    case "ended":
    case "unreachable":
    case "silent":
      if (outcome.mute) return { next: "switch", to: "poll" };
      return { next: "retry", wait: 0, refresh: false };
    case "streamable":
      return { next: "switch", to: "stream" };
    case "told": {
      const { reconnect, after = 0, code } = outcome.close;
      if (!reconnect) return { next: "close" };
      return { next: "retry", wait: after, refresh: code === TOKEN_EXPIRED };
    }
    case "refused": {
      const { status, own, retryAfter = 0 } = outcome.error;
      if (status === 401 && mayRefresh) return { next: "refresh" };
      if (isGateways(outcome)) return { next: "switch", to: "poll" };
      if (own && !passes(status)) return { next: "fail" };
      return { next: "retry", wait: retryAfter, refresh: false };
    }
    case "nothing":
      return { next: "close" };
    case "foreign":
    case "broken":
      return { next: "fail" };
  }
}
