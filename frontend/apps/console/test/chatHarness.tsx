import { MantineProvider } from "@mantine/core";
import { notifyManager, QueryClientProvider } from "@tanstack/react-query";
import { act, cleanup, fireEvent, render, screen, within } from "@testing-library/react";
import { createClient } from "@tidings/client";
import { FakePage, ScriptedServer, ServedStream, settle } from "@tidings/client/testing";
import { SSEProvider } from "@tidings/react";
import { afterEach, beforeEach, vi } from "vitest";
import { Api } from "../src/api/api.ts";
import { createQueryClient } from "../src/api/queryClient.ts";
import { Announcer } from "../src/app/announcer.ts";
import { Drafts } from "../src/app/drafts.ts";
import { Navigation } from "../src/app/location.ts";
import { timers } from "../src/app/timers.ts";
import { type Workspace, WorkspaceContext } from "../src/app/workspace.ts";
import { ChatPage } from "../src/chat/ChatPage.tsx";
import { Latency } from "../src/connection/latency.ts";
import { Feed } from "../src/live/feed.ts";
import { Tasks } from "../src/tasks/tasks.ts";

// Queries notify immediately, so that awaiting the pending promises suffices.
notifyManager.setScheduler(queueMicrotask);

/** Prepares the document before each test, and cleans up after it. */
export function setUpChatPage(): void {
  beforeEach(() => {
    history.replaceState(null, "", "/#chat");
    sessionStorage.clear();
    // A growing input measures itself after a font has loaded; happy-dom has no fonts.
    Object.defineProperty(document, "fonts", { configurable: true, value: new EventTarget() });
  });
  afterEach(() => {
    cleanup();
    vi.unstubAllGlobals();
  });
}

export const STARTED = { type: "run_started", run_id: "r-1", conversation_id: "cv-1" };
export const DONE = "[DONE]";
const PROBLEM = { "Content-Type": "application/problem+json" };
/** The events of a run whose start did not arrive, by the id that the page chose. */
const UNSTARTED = /^\/api\/runs\/r-[0-9a-f]{32}\/events$/;
const OFFERS: Readonly<Record<string, object>> = {
  "/v1/models": { data: [{ id: "scripted" }, { id: "other" }] },
  "/api/tools": { servers: [{ name: "math", tools: [{ name: "add" }] }] },
  "/api/graphs/review": { name: "review", nodes: [{ name: "left", input_nodes: ["start"] }] },
  "/api/graphs": { graphs: [{ name: "review", nodes: 2 }] },
};

export function says(content: string): object {
  return { choices: [{ index: 0, delta: { content }, finish_reason: null }] };
}

export function wire(frames: readonly (object | string)[], from = 1): string {
  return frames
    .map((one, i) => {
      const data = typeof one === "string" ? one : JSON.stringify(one);
      return `id: r-1:${from + i}\ndata: ${data}\n\n`;
    })
    .join("");
}

export function round(state: string, messages: readonly object[] = []) {
  const prompt = { role: "user", content: "Hello" };
  return { number: 1, run_id: "r-1", state, messages: [prompt, ...messages], usage: null };
}

/** The page with a server that has `stored` conversations, and answers runs with streams. */
export function harness(
  id?: string,
  stored: Record<string, object> = {},
  running: readonly object[] | Error = [],
) {
  const server = new ScriptedServer();
  const events = new ServedStream().open();
  const runs: ServedStream[] = [];
  const answers: Readonly<Record<string, () => Response | Error>> = {
    "/api/events": () => events.response,
    "/api/conversations": () => Response.json({ conversations: Object.values(stored) }),
    "/api/runs": () => (running instanceof Error ? running : Response.json({ runs: running })),
  };
  server.answerAll(({ url, method }) => {
    const [path = ""] = url.split("?");
    const answer = answers[path];
    if (answer) return answer();
    const kept = stored[path.replace("/api/conversations/", "")];
    if (method === "GET" && kept) return Response.json(kept);
    if (OFFERS[path]) return Response.json(OFFERS[path]);
    if (path.endsWith("/cancel")) return Response.json({}, { status: 202 });
    const isMissing = path.startsWith("/api/conversations/") || UNSTARTED.test(path);
    if (isMissing) return Response.json({}, { status: 404, headers: PROBLEM });
    const stream = new ServedStream();
    runs.push(stream);
    return stream.response;
  });
  vi.stubGlobal("fetch", server.fetch);
  const headers = () => Promise.resolve({});
  const client = createClient({ fetch: server.fetch, page: new FakePage() });
  const workspace: Workspace = {
    client,
    headers,
    api: new Api({ headers, fetch: server.fetch }),
    queryClient: createQueryClient(),
    feed: new Feed(),
    tasks: new Tasks(),
    latency: new Latency(),
    announcer: new Announcer(timers),
    drafts: new Drafts(sessionStorage, "alice"),
    attach: () => () => undefined,
    isAdmin: false,
    canPublish: true,
    isEnded: false,
  };
  const navigation = new Navigation(window);
  const page = (shown: string | undefined) => (
    <MantineProvider env="test">
      <WorkspaceContext value={workspace}>
        <QueryClientProvider client={workspace.queryClient}>
          <SSEProvider client={client}>
            <ChatPage id={shown} navigation={navigation} />
          </SSEProvider>
        </QueryClientProvider>
      </WorkspaceContext>
    </MantineProvider>
  );
  const view = render(page(id));
  return {
    server,
    events,
    runs,
    navigation,
    announcer: workspace.announcer,
    show: (shown: string) => view.rerender(page(shown)),
    posts: (path: string) =>
      server.requests.filter(({ url, method }) => method === "POST" && url === path),
    requested: (path: string) => server.requests.filter(({ url }) => url === path),
  };
}

/** Delivers and renders everything in transit. */
export async function rest(): Promise<void> {
  for (let turn = 0; turn < 3; turn += 1) await act(settle);
}

export const box = () => screen.getByRole("textbox", { name: "Message" });

export async function say(text: string): Promise<void> {
  await rest();
  fireEvent.change(box(), { target: { value: text } });
  fireEvent.keyDown(box(), { key: "Enter" });
  await rest();
}

export const lastRound = () => {
  const rounds = within(screen.getByRole("list", { name: "Messages" })).getAllByRole("listitem");
  return rounds.filter((item) => item.dataset["status"] !== undefined).at(-1) as HTMLElement;
};
