import { FakeClock, FakePage, ScriptedServer, settle } from "@tidings/client/testing";
import { expect, it } from "vitest";
import { Inbox } from "../src/inbox.ts";
import { withDefaults } from "../src/settings.ts";
import { connectionState } from "../src/status.ts";
import { Follower } from "../src/tabs/follower.ts";
import type { FollowerMessage, LeaderMessage, Term } from "../src/tabs/message.ts";
import { NO_TERM } from "../src/tabs/message.ts";
import { polled } from "./harness.ts";

const FIRST: Term = { number: 1, tab: "a" };
const SECOND: Term = { number: 2, tab: "b" };

/** A follower at cursor 1, and a leader whose messages the test sends. */
function following() {
  const clock = new FakeClock();
  const server = new ScriptedServer();
  const page = new FakePage();
  const errors: unknown[] = [];
  const settings = withDefaults({
    clock,
    page,
    fetch: server.fetch,
    random: () => 1,
    lastEventId: "1",
    onError: (error) => errors.push(error),
  });
  const inbox = new Inbox(settings, () => undefined);
  const delivered: unknown[] = [];
  inbox.events.on("n", ({ data }) => delivered.push(data), false);
  const posted: FollowerMessage[] = [];
  const follower = new Follower(
    settings,
    inbox,
    { tab: "me", term: NO_TERM },
    (message) => posted.push(message),
    { onStateChange: () => undefined, onSilence: () => undefined },
  );
  follower.start();
  const line = (term: Term, after: string, seq: number, ...events: [string, number][]) => {
    const frames = events.map(([id, n]) => ({ id, type: "n", text: `${n}` }));
    const cursor = events.at(-1)?.[0] ?? after;
    follower.receive({ kind: "sync", term, to: "me", after, frames, cursor, seq });
  };
  const frame = (term: Term, seq: number, id: string, n: number) => {
    follower.receive({ kind: "frame", term, seq, frame: { id, type: "n", text: `${n}` } });
  };
  const receive = (message: LeaderMessage) => follower.receive(message);
  return { clock, server, errors, inbox, delivered, posted, follower, line, frame, receive };
}

it("requests the frames after its cursor, and accepts later frames by their number", () => {
  const f = following();
  expect(f.posted).toEqual([{ kind: "join", from: "me", cursor: "1" }]);
  f.frame(FIRST, 1, "2", 2);
  expect(f.delivered).toEqual([]);
  f.line(FIRST, "1", 1, ["2", 2]);
  f.frame(FIRST, 2, "3", 3);
  f.frame(FIRST, 2, "3", 3);
  expect(f.delivered).toEqual([2, 3]);
  expect(f.inbox.cursor).toBe("3");
});

it("requests again after a missing number, and accepts nothing before the answer", () => {
  const f = following();
  f.line(FIRST, "1", 0);
  f.frame(FIRST, 2, "3", 3);
  f.frame(FIRST, 3, "4", 4);
  expect(f.delivered).toEqual([]);
  expect(f.posted.at(-1)).toEqual({ kind: "join", from: "me", cursor: "1" });
  f.line(FIRST, "1", 3, ["2", 2], ["3", 3], ["4", 4]);
  expect(f.delivered).toEqual([2, 3, 4]);
});

it("ignores an earlier leader, and restarts the numbers of a later one", () => {
  const f = following();
  f.line(FIRST, "1", 4);
  f.receive({ kind: "state", term: SECOND, state: connectionState("open") });
  f.frame(FIRST, 5, "2.9", 9);
  f.frame(SECOND, 5, "9", 9);
  f.line(FIRST, "1", 5, ["2.9", 9]);
  expect(f.delivered).toEqual([]);
  f.line(SECOND, "1", 5, ["2", 2]);
  f.frame(FIRST, 6, "3", 3);
  expect(f.delivered).toEqual([2]);
});

it("ignores an answer for a cursor that it has left", async () => {
  const f = following();
  f.receive({ kind: "unknown", term: FIRST, to: "me", after: "1" });
  f.server.answer(polled("2", ["2", "n", 2])).answer("never");
  await f.clock.advance(1000);
  expect(f.delivered).toEqual([2]);
  // The same event in the order of the leader's stream, and so at another cursor.
  f.line(FIRST, "1", 1, ["1.3", 3], ["3", 2]);
  expect(f.delivered).toEqual([2]);
  f.line(FIRST, "2", 1, ["3", 3]);
  expect(f.delivered).toEqual([2, 3]);
});

it("aborts its own poll after the synchronisation, and ignores its answer", async () => {
  const f = following();
  f.receive({ kind: "unknown", term: FIRST, to: "me", after: "1" });
  let answer: (response: Response) => void = () => undefined;
  f.server.answer(new Promise((resolve) => (answer = resolve)));
  await f.clock.advance(1000);
  f.line(FIRST, "1", 1, ["1.3", 3], ["3", 2]);
  expect(f.server.last.signal?.aborted).toBe(true);
  answer(polled("3", ["2", "n", 2], ["3", "n", 3]));
  await settle();
  expect(f.delivered).toEqual([3, 2]);
});

it("accepts one answer to two requests", () => {
  const f = following();
  let gaps = 0;
  f.inbox.events.on(
    "tidings.gap",
    () => {
      gaps += 1;
    },
    false,
  );
  const frames = [{ type: "tidings.gap", text: '{"reason":"overflow"}' }];
  const line = {
    kind: "sync",
    term: FIRST,
    to: "me",
    after: "1",
    frames,
    cursor: "1",
    seq: 1,
  } as const;
  f.receive(line);
  f.receive(line);
  expect(gaps).toBe(1);
});

it("delivers nothing after a stop during an answer", () => {
  const f = following();
  f.inbox.events.on("n", () => f.follower.stop(), false);
  f.line(FIRST, "1", 3, ["2", 2], ["3", 3], ["4", 4]);
  expect(f.delivered).toEqual([2]);
  // It has not received the frames before the end of that answer.
  expect(f.inbox.cursor).toBe("2");
});

it("delivers nothing after a stop during its own poll", async () => {
  const f = following();
  f.inbox.events.on("n", () => f.follower.stop(), false);
  f.receive({ kind: "unknown", term: FIRST, to: "me", after: "1" });
  f.server.answer(polled("4", ["2", "n", 2], ["3", "n", 3], ["4", "n", 4]));
  await f.clock.advance(1000);
  expect(f.delivered).toEqual([2]);
  expect(f.inbox.cursor).toBe("2");
});

it.each([{}, null, { kind: "ended" }])(
  "polls again after a gateway's %j, and reports it",
  async (body) => {
    const f = following();
    f.receive({ kind: "unknown", term: FIRST, to: "me", after: "1" });
    f.server.answer(Response.json(body)).answer(Response.json(body));
    f.server.answer(polled("2", ["2", "n", 2])).answer("never");
    await f.clock.advance(10_000);
    expect(f.delivered).toEqual([2]);
    expect(f.errors.map(String)).toEqual(["Error: The answer is not a poll response"]);
  },
);
