import type { ClientOptions } from "@tidings/client";
import { createRuns, type RunFrame, type RunRequest, type WatchEnd } from "@tidings/client/runs";
import { FakeClock, FakePage, ScriptedServer, settle } from "@tidings/client/testing";
import { wire } from "./wire.ts";

export const TOKEN_EXPIRED = { code: 1001, reason: "token-expired", reconnect: true, after: 0 };

/** A whole answer of the media type of streams. */
export function eventStream(text: string): Response {
  return new Response(text, { headers: { "Content-Type": "text/event-stream" } });
}

/** The answer to a poll of a run. */
export function polledRun(frames: readonly (object | string)[], run = "r-1", from = 1): Response {
  const answer = eventStream(wire(frames, run, from) || ": beat\n\n");
  answer.headers.set("Tidings-Run", run);
  return answer;
}

export const CHAT = { mode: "chat", input: "Hello", model: "scripted" } satisfies RunRequest;

export function harness(options: Pick<ClientOptions, "headers" | "retry"> = {}) {
  const clock = new FakeClock();
  const server = new ScriptedServer();
  const page = new FakePage();
  const platform = { fetch: server.fetch, clock, page, random: () => 1, createId: () => "1" };
  const runs = createRuns({ ...platform, ...options });
  const frames: RunFrame[] = [];
  const reports: string[] = [];
  const ends: WatchEnd[] = [];
  const listener = {
    onRun: (id: string) => reports.push(`run ${id}`),
    onStream: (state: string) => reports.push(state),
    onFrame: (one: RunFrame) => frames.push(one),
    onEnd: (end: WatchEnd) => ends.push(end),
  };
  return {
    clock,
    server,
    page,
    runs,
    frames,
    reports,
    ends,
    listener,
    start: async (request: RunRequest = CHAT) => {
      const run = runs.start(request, listener);
      await settle();
      return run;
    },
    get text() {
      return frames.map((one) => (one.kind === "chunk" ? one.content : "")).join("");
    },
    get resumes() {
      return server.requests
        .slice(1)
        .map(({ method, url, headers }) => `${method} ${url} ${headers.get("Last-Event-ID")}`);
    },
  };
}

export function body(h: { readonly server: ScriptedServer }): unknown {
  return JSON.parse(h.server.last.body ?? "");
}
