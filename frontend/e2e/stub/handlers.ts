import type { ServerResponse } from "node:http";
import { type GraphDefinition, levelsOf, playGraph } from "./graph.ts";
import type { Runner } from "./runner.ts";
import { type Emit, play } from "./script.ts";

/** One request with its parsed content, and its response. */
export interface Exchange {
  readonly runner: Runner;
  readonly graphs: Map<string, GraphDefinition>;
  readonly response: ServerResponse;
  readonly owner: string;
  readonly body: Record<string, unknown>;
  /** The id that the route's pattern matched. */
  readonly id: string;
  readonly query: URLSearchParams;
  readonly lastEventId: string | undefined;
}

/** Takes one event or a batch. Every event goes to its user, or to everyone. */
export function publishEvents({ runner, response, body }: Exchange): void {
  const events = (Array.isArray(body) ? body : [body]) as readonly PublishedEvent[];
  let cursor = "";
  for (const { user, type, data } of events) cursor = runner.events.publish(user, type, data ?? {});
  json(response, 202, { accepted: events.length, duplicates: 0, cursor });
}

interface PublishedEvent {
  readonly type: string;
  readonly user?: string;
  readonly data?: unknown;
}

export function devToken({ response, body }: Exchange): void {
  if (typeof body.user !== "string") {
    json(response, 400, { status: 400 });
    return;
  }
  json(response, 200, { token: `token-of-${body.user}`, expires: "2100-01-01T00:00:00Z" });
}

export function startRun(exchange: Exchange, kind: string, field: string): void {
  const { runner, graphs, response, owner, body, lastEventId } = exchange;
  const prompt = body[field];
  if (typeof prompt !== "string") {
    json(response, 400, { detail: `${field} is missing` });
    return;
  }
  const graph = graphs.get(String(body.graph_name));
  if (kind === "graph" && !graph) {
    json(response, 404, { detail: "The graph does not exist" });
    return;
  }
  const conversation = runner.conversations.find(owner, String(body.conversation_id ?? ""));
  const journal = runner.start({
    owner,
    kind,
    prompt,
    conversation,
    temporary: body.temporary === true,
    graph: kind === "graph" ? graph : undefined,
    play: (emit, signal) =>
      graph && kind === "graph"
        ? playGraph(graph, prompt, emit, signal)
        : playAgent(exchange, kind, prompt, emit, signal),
  });
  journal.watch(response, lastEventId);
}

/** At its end an agent reports what it created, or its missing fields. */
async function playAgent(
  { body }: Exchange,
  kind: string,
  prompt: string,
  emit: Emit,
  signal: AbortSignal,
): Promise<number> {
  const tokens = await play(prompt, emit, signal);
  if (kind === "agent" && /incomplete/i.test(prompt)) {
    emit({
      incomplete: {
        message: "The design is not complete",
        missing_fields: ["nodes", "end_template"],
      },
    });
  } else if (kind === "agent" && body.agent_type !== "task") {
    emit({ completion: { message: "It is saved", [`${body.agent_type}_name`]: "made-here" } });
  }
  return tokens;
}

export function watchRun({ runner, response, owner, id, lastEventId }: Exchange): void {
  const run = runner.find(owner, id);
  if (run) run.journal.watch(response, lastEventId);
  else json(response, 404, { status: 404 });
}

export function cancelRun({ runner, response, owner, id }: Exchange): void {
  const run = runner.find(owner, id);
  run?.cancel.abort();
  json(response, run ? 202 : 404, {});
}

export function withConversation(
  { runner, response, owner, id }: Exchange,
  use: (found: NonNullable<ReturnType<Runner["conversations"]["find"]>>) => object,
): void {
  const found = runner.conversations.find(owner, id);
  if (found) json(response, 200, use(found));
  else json(response, 404, { status: 404, title: "The conversation does not exist" });
}

export function listGraphs({ graphs, response }: Exchange): void {
  const all = [...graphs.values()].map(({ name, description = "", nodes }) => ({
    name,
    description,
    nodes: nodes.length,
  }));
  json(response, 200, { graphs: all });
}

export function saveGraph({ graphs, response, body }: Exchange): void {
  const graph = body as unknown as GraphDefinition;
  const levels = levelsOf(graph);
  const nodes = graph.nodes.map((node) => ({
    ...node,
    level: 1 + levels.findIndex((level) => level.includes(node)),
  }));
  graphs.set(graph.name, { ...graph, nodes });
  json(response, 201, { name: graph.name });
}

export function json(response: ServerResponse, status: number, body?: unknown): void {
  const type = status < 400 ? "application/json" : "application/problem+json";
  response.writeHead(status, { "Content-Type": type, "Cache-Control": "no-store" });
  response.end(body === undefined ? undefined : JSON.stringify(body));
}
