import { IDLE, type Status } from "@tidings/client";
import { expect, it } from "vitest";
import { describeStatus } from "../src/connection/describeStatus.ts";
import { en } from "../src/i18n/en.ts";

it.each<[Partial<Status>, string, string | undefined]>([
  [{ state: "idle" }, "Connecting…", undefined],
  [{ state: "connecting" }, "Connecting…", undefined],
  [{ state: "open" }, "Live", undefined],
  [{ state: "polling" }, "Live", "Long polling"],
  [
    { state: "open", reason: "stale" },
    "Delayed",
    "The server cannot reach its log, and events are delayed",
  ],
  [
    { state: "polling", reason: "stale" },
    "Delayed",
    "The server cannot reach its log, and events are delayed",
  ],
  [
    { state: "reconnecting", nextRetryAt: 3002, reason: "ended" },
    "Reconnecting in 3 s",
    "The connection was lost",
  ],
  [
    { state: "reconnecting", nextRetryAt: 1000, reason: "silent" },
    "Reconnecting…",
    "The server sent nothing within the idle timeout",
  ],
  [{ state: "reconnecting", reason: "ended" }, "Reconnecting…", "The connection was lost"],
  [
    { state: "reconnecting", reason: "unreachable: Failed to fetch" },
    "Reconnecting…",
    "The server is unreachable: Failed to fetch",
  ],
  [
    { state: "reconnecting", reason: "headers: no token: expired" },
    "Reconnecting…",
    "No valid sign-in is available: no token: expired",
  ],
  [{ state: "failed", code: 400, reason: "user: is empty" }, "Not connected", "user: is empty"],
  [{ state: "reconnecting", code: 503, reason: "Draining" }, "Reconnecting…", "Draining"],
  [
    { state: "reconnecting", code: 1000, reason: "shutdown" },
    "Reconnecting…",
    "The server closed the stream: shutdown",
  ],
  [{ state: "offline", reason: "offline" }, "Offline", undefined],
  [{ state: "paused", reason: "hidden" }, "Paused", undefined],
  [{ state: "closed" }, "Closed", undefined],
  [
    { state: "closed", code: 1004, reason: "replaced" },
    "Closed by the server",
    "The server closed the stream: replaced",
  ],
  [{ state: "failed", code: 403, reason: "Not granted" }, "Not connected", "Not granted"],
])("%j reads %s, %s", (status, text, detail) => {
  const described = describeStatus({ ...IDLE, ...status }, 1001, en.status);
  expect([described.text, described.detail]).toEqual([text, detail]);
});
