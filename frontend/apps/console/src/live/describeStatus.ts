import type { Status } from "@tidings/client";

/** How the connection is shown. `tone` picks icon and colour, and never says it alone. */
export interface StatusText {
  readonly tone: "good" | "busy" | "off" | "bad";
  readonly text: string;
  /** What lies behind it, where there is more to say. */
  readonly detail?: string;
}

/** The client's own words for what went wrong; anything else is the server's. */
const REASONS: Readonly<Record<string, string>> = {
  ended: "The connection was lost",
  silent: "The server fell silent",
  buffered: "The network holds the stream back",
  unreachable: "The server cannot be reached",
};

/** @param now milliseconds since the Unix epoch */
export function describeStatus(status: Status, now: number): StatusText {
  const { state, nextRetryAt } = status;
  const detail = reason(status);
  switch (state) {
    case "idle":
    case "connecting":
      return { tone: "busy", text: "Connecting…" };
    case "open":
      return { tone: "good", text: "Live" };
    case "polling":
      return { tone: "good", text: "Live", detail: "By long poll" };
    case "reconnecting":
      return { tone: "busy", text: countdown(nextRetryAt, now), ...detail };
    case "offline":
      return { tone: "busy", text: "Offline" };
    case "paused":
      return { tone: "off", text: "Paused" };
    case "closed":
      return detail
        ? { tone: "off", text: "Closed by the server", ...detail }
        : { tone: "off", text: "Closed" };
    case "failed":
      return { tone: "bad", text: "Not connected", ...detail };
  }
}

function countdown(retryAt: number | undefined, now: number): string {
  if (retryAt === undefined || retryAt <= now) return "Reconnecting…";
  return `Reconnecting in ${Math.ceil((retryAt - now) / 1000)} s`;
}

function reason({ code, reason }: Status): { readonly detail: string } | undefined {
  if (reason === undefined) return undefined;
  const closed = code !== undefined && code >= 1000;
  return {
    detail: REASONS[reason] ?? (closed ? `The server closed the stream: ${reason}` : reason),
  };
}
