import { createRuns, IDLE_RUN, type RunState, reduceRun } from "@tidings/client/runs";
import {
  FakeClock,
  FakePage,
  frame,
  ScriptedServer,
  type SeenRequest,
  ServedStream,
} from "@tidings/client/testing";
import { describe, expect, it } from "vitest";
import { problem } from "../harness.ts";
import { randomOf } from "../model/random.ts";
import { AGENT, CHAT, GRAPH } from "./golden.ts";
import { reduce, wire } from "./wire.ts";

const SCHEDULES = 150;

type Frames = readonly (object | string)[];

/**
 * A stream of the frames after `from`, which ends at a random byte: by an end, a break, a close or
 * an idle timeout.
 */
function cutStream(frames: Frames, from: number, random: () => number): ServedStream {
  const stream = new ServedStream();
  stream.response.headers.set("Tidings-Run", "r-1");
  const how = random();
  if (how < 0.2) {
    // The server itself ends a stream between two frames.
    const until = from + Math.floor(random() * (frames.length - from));
    const close = { code: 1001, reason: "token-expired", reconnect: true };
    return stream.send(
      wire(frames.slice(from, until), "r-1", from + 1) + frame("tidings.close", close),
    );
  }
  const bytes = new TextEncoder().encode(wire(frames.slice(from), "r-1", from + 1));
  const length = random() < 0.3 ? bytes.length : Math.floor(random() * bytes.length);
  for (let at = 0; at < length; at += 37) stream.send(bytes.slice(at, Math.min(length, at + 37)));
  if (how < 0.5) stream.end();
  else if (how < 0.7) stream.break();
  return stream;
}

/** The answer to a request for a run: now and then no stream, and now and then repeated frames. */
function answer(frames: Frames, { method, headers }: SeenRequest, random: () => number) {
  if (method === "POST") return cutStream(frames, 0, random).response;
  const luck = random();
  if (luck < 0.1) return new TypeError("no network");
  if (luck < 0.2) return problem(luck < 0.15 ? 503 : 401);
  const last = Number(headers.get("Last-Event-ID")?.split(":")[1] ?? 0);
  return cutStream(frames, Math.max(0, last - (luck > 0.9 ? 2 : 0)), random).response;
}

/** Watches a run over such a network; returns what the watcher received. */
async function watchThrough(frames: Frames, random: () => number) {
  const clock = new FakeClock();
  const server = new ScriptedServer().answerAll((request) => answer(frames, request, random));
  let state: RunState = IDLE_RUN;
  const ends: string[] = [];
  const runs = createRuns({
    fetch: server.fetch,
    clock,
    page: new FakePage(),
    random,
    headers: () => ({}),
  });
  runs.start(
    { mode: "chat", input: "Hello", model: "scripted" },
    {
      onFrame(one) {
        state = reduceRun(state, one, 0);
      },
      onEnd: ({ kind }) => ends.push(kind),
    },
  );
  for (let hours = 0; hours < 10 && ends.length === 0; hours += 1) await clock.advance(600_000);
  const posts = server.requests.filter(({ method }) => method === "POST").length;
  return { state, ends, posts, requests: server.requests.length };
}

describe.each([
  ["a chat", CHAT],
  ["a graph", GRAPH],
  ["an agent", AGENT],
])("%s", (_, frames) => {
  it("gives the same result across interruptions, and is started once", async () => {
    const whole = reduce(frames);
    let requests = 0;
    for (let seed = 1; seed <= SCHEDULES; seed += 1) {
      const seen = await watchThrough(frames, randomOf(seed));
      requests += seen.requests;
      // After two consecutive 401s a watcher ends: it has a prefix, without `done`.
      if (seen.ends[0] !== "refused") {
        expect(seen.ends, `seed ${seed}`).toEqual(["done"]);
        expect(seen.state, `seed ${seed}`).toEqual(whole);
      }
      expect(seen.posts, `seed ${seed}`).toBe(1);
    }
    // A network without an interruption would prove nothing.
    expect(requests).toBeGreaterThan(SCHEDULES * 2);
  });
});
