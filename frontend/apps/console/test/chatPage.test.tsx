import { MantineProvider } from "@mantine/core";
import { act, cleanup, fireEvent, render, screen, within } from "@testing-library/react";
import { createClient } from "@tidings/client";
import { FakePage, frame, ScriptedServer, ServedStream, settle } from "@tidings/client/testing";
import { SSEProvider } from "@tidings/react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Api } from "../src/api/api.ts";
import { Announcer } from "../src/app/announcer.ts";
import { Navigation } from "../src/app/location.ts";
import { timers } from "../src/app/timers.ts";
import { type Workspace, WorkspaceContext } from "../src/app/workspace.ts";
import { ChatPage } from "../src/chat/ChatPage.tsx";
import { Latency } from "../src/connection/latency.ts";
import { Feed } from "../src/live/feed.ts";
import { Tasks } from "../src/tasks/tasks.ts";

beforeEach(() => {
  history.replaceState(null, "", "/#chat");
  // What grows with its text measures itself anew when a font is there, which happy-dom has none of.
  Object.defineProperty(document, "fonts", { configurable: true, value: new EventTarget() });
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const STARTED = { type: "run_started", run_id: "r-1", conversation_id: "cv-1" };
const DONE = "[DONE]";
const PROBLEM = { "Content-Type": "application/problem+json" };
/** The events of a run with an id that the page made, whose start did not arrive. */
const UNSTARTED = /^\/api\/runs\/r-[0-9a-f]{32}\/events$/;
const OFFERS: Readonly<Record<string, object>> = {
  "/v1/models": { data: [{ id: "scripted" }, { id: "other" }] },
  "/api/tools": { servers: [{ name: "math", tools: [{ name: "add" }] }] },
  "/api/graphs/review": { name: "review", nodes: [{ name: "left", input_nodes: ["start"] }] },
  "/api/graphs": { graphs: [{ name: "review", nodes: 2 }] },
};

function says(content: string): object {
  return { choices: [{ index: 0, delta: { content }, finish_reason: null }] };
}

function wire(frames: readonly (object | string)[], from = 1): string {
  return frames
    .map((one, i) => {
      const data = typeof one === "string" ? one : JSON.stringify(one);
      return `id: r-1:${from + i}\ndata: ${data}\n\n`;
    })
    .join("");
}

function round(state: string, messages: readonly object[] = []) {
  const prompt = { role: "user", content: "Hello" };
  return { number: 1, run_id: "r-1", state, messages: [prompt, ...messages], usage: null };
}

/** The page over a server that has `stored` conversations, and answers runs with streams. */
function harness(
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
    feed: new Feed(),
    tasks: new Tasks(),
    latency: new Latency(),
    announcer: new Announcer(timers),
    isAdmin: false,
  };
  const navigation = new Navigation(window);
  const page = (shown: string | undefined) => (
    <MantineProvider env="test">
      <WorkspaceContext value={workspace}>
        <SSEProvider client={client}>
          <ChatPage id={shown} navigation={navigation} />
        </SSEProvider>
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

/** Lets all come and be drawn that is on its way. */
async function rest(): Promise<void> {
  for (let turn = 0; turn < 3; turn += 1) await act(settle);
}

const box = () => screen.getByRole("textbox", { name: "Message" });

async function say(text: string): Promise<void> {
  await rest();
  fireEvent.change(box(), { target: { value: text } });
  fireEvent.keyDown(box(), { key: "Enter" });
  await rest();
}

const lastRound = () => {
  const rounds = within(screen.getByRole("list", { name: "Messages" })).getAllByRole("listitem");
  return rounds.filter(({ className }) => className === "round").at(-1) as HTMLElement;
};

it("asks the model that is chosen, shows the answer as it comes, and goes to its conversation", async () => {
  const h = harness();
  await say("Hello");
  expect(JSON.parse(h.posts("/api/chat/completions")[0]?.body ?? "")).toEqual({
    user_prompt: "Hello",
    model_name: "scripted",
    mcp_servers: [],
    stream: true,
  });
  expect(box()).toHaveProperty("value", "");
  expect(lastRound().textContent).toContain("Starting");
  h.runs[0]?.send(wire([STARTED, says("Hi *you*")]));
  await vi.waitFor(() => expect(lastRound().textContent).toContain("Hi you"));
  expect(h.navigation.get()).toMatchObject({ page: "chat", item: "cv-1" });
  h.runs[0]?.send(wire([DONE], 3));
  await vi.waitFor(() => expect(screen.getByRole("button", { name: "Send" })).toBeTruthy());
  expect(h.announcer.get()).not.toBe("");
});

it("labels the model that answers by a script", async () => {
  harness();
  await rest();
  const options = within(screen.getByRole("combobox", { name: "Model" })).getAllByRole("option");
  expect(options.map(({ textContent }) => textContent)).toEqual([
    "scripted (answers by a script)",
    "other",
  ]);
});

it("sends with Enter, but not with Shift, nor while an input method composes", async () => {
  const h = harness();
  await rest();
  fireEvent.change(box(), { target: { value: "ni" } });
  fireEvent.keyDown(box(), { key: "Enter", shiftKey: true });
  fireEvent.keyDown(box(), { key: "Enter", isComposing: true });
  fireEvent.keyDown(box(), { key: "Enter", keyCode: 229 });
  await rest();
  expect(h.posts("/api/chat/completions")).toHaveLength(0);
  fireEvent.keyDown(box(), { key: "Enter" });
  await rest();
  expect(h.posts("/api/chat/completions")).toHaveLength(1);
});

it("sends nothing that is empty, and nothing while an answer comes", async () => {
  const h = harness();
  await say("   ");
  expect(h.posts("/api/chat/completions")).toHaveLength(0);
  await say("One");
  await say("Two");
  expect(h.posts("/api/chat/completions")).toHaveLength(1);
  expect(box()).toHaveProperty("value", "Two");
});

it("runs agents and graphs", async () => {
  const h = harness();
  await rest();
  fireEvent.click(screen.getByRole("radio", { name: "Graph" }));
  await say("Look");
  expect(JSON.parse(h.posts("/api/graphs/execute")[0]?.body ?? "")).toMatchObject({
    graph_name: "review",
    input_text: "Look",
  });
  h.runs[0]?.send(wire([DONE]));
  await vi.waitFor(() => screen.getByRole("button", { name: "Send" }));
  fireEvent.click(screen.getByRole("radio", { name: "Agent" }));
  const kind = screen.getByRole("combobox", { name: "Kind of agent" });
  fireEvent.change(kind, { target: { value: "graph" } });
  await say("Make");
  expect(JSON.parse(h.posts("/api/agents/run")[0]?.body ?? "")).toMatchObject({
    requirement: "Make",
    agent_type: "graph",
  });
});

it("watches the run that goes on in the conversation, without starting it again", async () => {
  const conversation = { id: "cv-1", kind: "chat", title: "T", tags: [], status: "active" };
  const h = harness("cv-1", { "cv-1": { ...conversation, rounds: [round("running")] } });
  await rest();
  expect(h.requested("/api/runs/r-1/events")).toHaveLength(1);
  h.runs[0]?.send(wire([STARTED, says("still here")]));
  await vi.waitFor(() => expect(lastRound().textContent).toContain("still here"));
  expect(lastRound().textContent).toContain("Hello");
  fireEvent.click(screen.getByRole("button", { name: "Stop" }));
  await rest();
  expect(h.posts("/api/runs/r-1/cancel")).toHaveLength(1);
  const cancelled = { error: { message: "", type: "cancelled" } };
  h.runs[0]?.send(wire([cancelled, DONE], 3));
  await vi.waitFor(() => expect(lastRound().textContent).toContain("Cancelled"));
  expect(lastRound().textContent).toContain("still here");
});

it("watches a run that another tab starts in the conversation", async () => {
  const conversation = { id: "cv-1", kind: "chat", title: "T", tags: [], status: "active" };
  const stored = { "cv-1": { ...conversation, rounds: [] as object[] } };
  const h = harness("cv-1", stored);
  await rest();
  stored["cv-1"].rounds = [round("running")];
  const data = { run_id: "r-1", conversation_id: "cv-1", kind: "chat", state: "running" };
  h.events.send(frame("run.started", data, "x:1"));
  await vi.waitFor(() => expect(h.requested("/api/runs/r-1/events")).toHaveLength(1));
  expect(screen.getByRole("list", { name: "Conversations" }).textContent).toContain("Running");
});

const OTHER = { id: "cv-2", kind: "chat", title: "Other", tags: [], status: "active" };
const conversations = () => screen.getByRole("list", { name: "Conversations" }).textContent;

it("knows after a reload which conversations run, until their runs end", async () => {
  const runs = [{ run_id: "r-2", conversation_id: "cv-2", state: "running" }];
  const h = harness(undefined, { "cv-2": { ...OTHER, rounds: [] } }, runs);
  await vi.waitFor(() => expect(conversations()).toContain("Running"));
  // The server may still count it when it is asked again: it has ended all the same.
  const data = { run_id: "r-2", conversation_id: "cv-2", kind: "chat", state: "completed" };
  h.events.send(frame("run.completed", data, "x:1"));
  h.events.send(frame("tidings.gap", { reason: "overflow" }));
  await vi.waitFor(() => expect(h.requested("/api/runs")).toHaveLength(2));
  await rest();
  expect(conversations()).not.toContain("Running");
});

it("does without what runs where that cannot be had", async () => {
  harness(undefined, { "cv-2": { ...OTHER, rounds: [] } }, new TypeError("no network"));
  await vi.waitFor(() => expect(conversations()).toContain("Other"));
  expect(screen.queryByRole("alert")).toBeNull();
});

it("shows the title that a conversation is given later, in the list and above", async () => {
  const stored = { "cv-2": { ...OTHER, title: "", rounds: [round("completed")] } };
  const h = harness("cv-2", stored);
  await vi.waitFor(() => expect(conversations()).toContain("Untitled"));
  stored["cv-2"].title = "About paper";
  const { rounds: _, ...data } = stored["cv-2"];
  h.events.send(frame("conversation.updated", data, "x:1"));
  await vi.waitFor(() => expect(conversations()).toContain("About paper"));
  await vi.waitFor(() => {
    expect(screen.getByRole("heading", { name: "About paper" })).toBeTruthy();
  });
});

it("shows how stored runs ended, and what they had said", async () => {
  const conversation = { id: "cv-1", kind: "chat", title: "T", tags: ["a"], status: "favourite" };
  const said = { role: "assistant", content: "half" };
  harness("cv-1", { "cv-1": { ...conversation, rounds: [round("failed", [said])] } });
  await vi.waitFor(() => expect(lastRound().textContent).toContain("half"));
  expect(screen.getByTestId("run-state").textContent).toBe("Failed");
});

it("says that it is unknown whether a run was started, and starts no other", async () => {
  const h = harness();
  await rest();
  h.server.answer(new TypeError("no network"));
  await say("Hello");
  // It is looked for first, behind the pause of a reconnect.
  await vi.waitFor(() => expect(screen.getByRole("alert").textContent).toMatch(/unknown whether/), {
    timeout: 10_000,
  });
  expect(h.posts("/api/chat/completions")).toHaveLength(1);
  fireEvent.click(screen.getByRole("button", { name: "Try again" }));
  await rest();
  expect(h.posts("/api/chat/completions")).toHaveLength(2);
}, 15_000);

it("says that a conversation is not there", async () => {
  harness("cv-9");
  await vi.waitFor(() => {
    expect(screen.getByRole("alert").textContent).toContain("There is no such conversation");
  });
});
