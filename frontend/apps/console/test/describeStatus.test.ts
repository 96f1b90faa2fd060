import type { Status } from "@tidings/client";
import { expect, it } from "vitest";
import { describeStatus } from "../src/live/describeStatus.ts";

const lost = { kind: "ended" } as const;

it.each<[Status, string, string | undefined]>([
  [{ state: "idle" }, "Connecting…", undefined],
  [{ state: "connecting" }, "Connecting…", undefined],
  [{ state: "open", connection: "c-1", since: 0 }, "Live", undefined],
  [
    { state: "reconnecting", attempt: 1, retryAt: 3002, cause: lost },
    "Reconnecting in 3 s",
    "The connection was lost",
  ],
  [
    { state: "reconnecting", attempt: 1, retryAt: 1000, cause: { kind: "silent" } },
    "Reconnecting…",
    "The server fell silent",
  ],
  [
    { state: "reconnecting", attempt: 2, retryAt: undefined, cause: lost },
    "Reconnecting…",
    "The connection was lost",
  ],
  [{ state: "closed" }, "Closed", undefined],
  [
    { state: "closed", close: { code: 1004, reason: "replaced", reconnect: false } },
    "Closed by the server",
    "replaced",
  ],
  [{ state: "failed", error: new Error("Not granted") }, "Not connected", "Not granted"],
])("%j reads %s, %s", (status, text, detail) => {
  const described = describeStatus(status, 1001);
  expect([described.text, described.detail]).toEqual([text, detail]);
});
