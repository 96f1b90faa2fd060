import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { sendFile } from "./files.ts";
import {
  cancelRun,
  devToken,
  type Exchange,
  json,
  listGraphs,
  publishEvents,
  saveGraph,
  startRun,
  watchRun,
  withConversation,
} from "./handlers.ts";
import { Runner } from "./runner.ts";

type Handler = (exchange: Exchange) => void;

const TOOLS = [
  { name: "builtin", tools: [{ name: "add", description: "Adds two numbers" }] },
  { name: "clock", tools: [{ name: "now", description: "Tells the time" }] },
];

const MODELS = { object: "list", data: [{ id: "scripted", object: "model" }] };

const ROUTES: readonly [method: string, path: RegExp, handler: Handler][] = [
  ["POST", /^\/dev\/token$/, devToken],
  ["GET", /^\/auth\/me$/, ({ response }) => json(response, 200, { expired: false })],
  ["GET", /^\/api\/events$/, ({ runner, response, owner }) => runner.events.open(response, owner)],
  ["POST", /^\/api\/events$/, publishEvents],
  [
    "GET",
    /^\/api\/connections$/,
    ({ runner, response, owner }) =>
      json(response, 200, { connections: runner.events.connections(owner) }),
  ],
  ["GET", /^\/v1\/models$/, ({ response }) => json(response, 200, MODELS)],
  ["GET", /^\/api\/tools$/, ({ response }) => json(response, 200, { servers: TOOLS })],
  ["POST", /^\/api\/chat\/completions$/, (exchange) => startRun(exchange, "chat", "user_prompt")],
  ["POST", /^\/api\/agents\/run$/, (exchange) => startRun(exchange, "agent", "requirement")],
  ["POST", /^\/api\/graphs\/execute$/, (exchange) => startRun(exchange, "graph", "input_text")],
  [
    "GET",
    /^\/api\/runs$/,
    ({ runner, response, owner }) => json(response, 200, { runs: runner.running(owner) }),
  ],
  ["GET", /^\/api\/runs\/([^/]+)\/events$/, watchRun],
  ["POST", /^\/api\/runs\/([^/]+)\/cancel$/, cancelRun],
  [
    "GET",
    /^\/api\/conversations$/,
    ({ runner, response, owner, query }) =>
      json(response, 200, runner.conversations.list(owner, query)),
  ],
  [
    "GET",
    /^\/api\/conversations\/([^/]+)$/,
    (exchange) => withConversation(exchange, (found) => found),
  ],
  [
    "PATCH",
    /^\/api\/conversations\/([^/]+)$/,
    (exchange) => withConversation(exchange, (found) => Object.assign(found, exchange.body)),
  ],
  [
    "DELETE",
    /^\/api\/conversations\/([^/]+)$/,
    ({ runner, response, owner, id }) =>
      json(response, runner.conversations.delete(owner, id) ? 204 : 404),
  ],
  ["GET", /^\/api\/graphs$/, listGraphs],
  ["POST", /^\/api\/graphs$/, saveGraph],
  ["PUT", /^\/api\/graphs\/([^/]+)$/, saveGraph],
  [
    "GET",
    /^\/api\/graphs\/([^/]+)$/,
    ({ graphs, response, id }) => json(response, graphs.has(id) ? 200 : 404, graphs.get(id)),
  ],
];

/** A stub of the server, for tests of the front end alone. */
export function createStub(): Server {
  const runner = new Runner();
  const graphs = new Map() as Exchange["graphs"];
  return createServer((request, response) => void answer(request, response, { runner, graphs }));
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  shared: Pick<Exchange, "runner" | "graphs">,
): Promise<void> {
  const { pathname, searchParams: query } = new URL(request.url ?? "/", "http://stub");
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString();
  const owner = request.headers.authorization?.replace("Bearer token-of-", "");
  for (const [method, path, handler] of ROUTES) {
    const match = request.method === method && path.exec(pathname);
    if (!match) continue;
    if (owner === undefined && !/^\/(dev|auth)\//.test(pathname)) return json(response, 401, {});
    const lastEventId = request.headers["last-event-id"]?.toString();
    const id = decodeURIComponent(match[1] ?? "");
    const body = text ? JSON.parse(text) : {};
    return handler({ ...shared, response, owner: owner ?? "", body, id, query, lastEventId });
  }
  if (/^\/(api|v1|dev|auth)\//.test(pathname)) json(response, 404, { status: 404 });
  else await sendFile(response, pathname);
}
