import type { Status } from "@tidings/client";
import type { Messages } from "../i18n/messages.ts";

/** The texts of a connection state. `tone` selects the icon and its colour. */
export interface StatusText {
  readonly tone: "good" | "busy" | "off" | "bad";
  readonly text: string;
  /** The cause of the state, where there is one. */
  readonly detail?: string;
}

type Words = Messages["status"];

/** @param now milliseconds since the Unix epoch */
export function describeStatus(status: Status, now: number, words: Words): StatusText {
  const detail = reason(status, words);
  switch (status.state) {
    case "idle":
    case "connecting":
      return { tone: "busy", text: words.connecting };
    case "open":
      return detail
        ? { tone: "busy", text: words.delayed, ...detail }
        : { tone: "good", text: words.live };
    case "polling":
      if (detail) return { tone: "busy", text: words.delayed, ...detail };
      return { tone: "good", text: words.live, detail: words.poll };
    case "reconnecting":
      return { tone: "busy", text: countdown(status, now, words), ...detail };
    case "offline":
      return { tone: "busy", text: words.offline };
    case "paused":
      return { tone: "off", text: words.paused };
    case "closed":
      return detail
        ? { tone: "off", text: words.closedByServer, ...detail }
        : { tone: "off", text: words.closed };
    case "failed":
      return { tone: "bad", text: words.failed, ...detail };
  }
}

/** Whole seconds until the next attempt; `undefined` where none is scheduled. */
export function secondsLeft({ nextRetryAt }: Status, now: number): number | undefined {
  if (nextRetryAt === undefined || nextRetryAt <= now) return undefined;
  return Math.ceil((nextRetryAt - now) / 1000);
}

function countdown(status: Status, now: number, words: Words): string {
  const seconds = secondsLeft(status, now);
  return seconds === undefined ? words.reconnecting : words.reconnectingIn(seconds);
}

function reason({ code, reason }: Status, words: Words): { readonly detail: string } | undefined {
  if (reason === undefined) return undefined;
  // The client's own word, with its error. Any other reason is the server's text.
  const [word = "", ...cause] = reason.split(": ");
  const known: Readonly<Record<string, string>> = {
    ended: words.ended,
    silent: words.silent,
    buffered: words.buffered,
    unreachable: words.noServer,
    headers: words.noHeaders,
    deposed: words.deposed,
    stale: words.stale,
  };
  const what = known[word];
  if (what !== undefined) {
    return { detail: cause.length > 0 ? words.because(what, cause.join(": ")) : what };
  }
  const closed = code !== undefined && code >= 1000;
  return { detail: closed ? words.serverClosed(reason) : reason };
}
