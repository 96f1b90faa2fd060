import type { Outcome, Status } from "@tidings/client";

/** How the connection is shown. `tone` picks icon and colour, and never says it alone. */
export interface StatusText {
  readonly tone: "good" | "busy" | "off" | "bad";
  readonly text: string;
  /** What lies behind it, where there is more to say. */
  readonly detail?: string;
}

/** @param now milliseconds since the Unix epoch */
export function describeStatus(status: Status, now: number): StatusText {
  switch (status.state) {
    case "idle":
    case "connecting":
      return { tone: "busy", text: "Connecting…" };
    case "open":
      return { tone: "good", text: "Live" };
    case "reconnecting":
      return { tone: "busy", text: countdown(status.retryAt, now), detail: reason(status.cause) };
    case "closed":
      return status.close
        ? { tone: "off", text: "Closed by the server", detail: status.close.reason }
        : { tone: "off", text: "Closed" };
    case "failed":
      return { tone: "bad", text: "Not connected", detail: status.error.message };
  }
}

function countdown(retryAt: number | undefined, now: number): string {
  if (retryAt === undefined || retryAt <= now) return "Reconnecting…";
  return `Reconnecting in ${Math.ceil((retryAt - now) / 1000)} s`;
}

function reason(cause: Outcome): string {
  switch (cause.kind) {
    case "ended":
    case "nothing":
      return "The connection was lost";
    case "silent":
      return "The server fell silent";
    case "unreachable":
      return "The server cannot be reached";
    case "told":
      return `The server closed the stream: ${cause.close.reason}`;
    case "refused":
    case "foreign":
      return cause.error.message;
  }
}
