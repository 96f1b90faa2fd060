import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { Hub, type Published } from "./hub.ts";
import { serveConsole } from "./serveConsole.ts";
import { type Claims, claimsOf, toToken } from "./tokens.ts";

/**
 * As much of the protocol as the console needs, for work on it without the real server: no
 * signatures, no limits, one process. What it says of the protocol's edges proves nothing.
 */
export function createStandin(): Server {
  const hub = new Hub();
  return createServer((request, response) => {
    handle(hub, request, response).catch((error: unknown) => problem(response, 500, String(error)));
  });
}

async function handle(hub: Hub, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname, searchParams } = new URL(request.url ?? "/", "http://localhost");
  const route = `${request.method} ${pathname}`;
  if (route === "POST /dev/token") return giveToken(await body(request), response);
  if (!pathname.startsWith("/api/")) return serveConsole(pathname, response);

  const claims = claimsOf(request.headers.authorization);
  if (!claims) return problem(response, 401, "A valid token is needed");
  if (route === "GET /api/events") {
    const cursor = request.headers["last-event-id"]?.toString();
    return hub.open(claims, searchParams, cursor, response);
  }
  if (route === "POST /api/events") return publish(hub, await body(request), response);
  if (route === "GET /api/connections") return json(response, 200, []);
  const renewal = /^PUT \/api\/connections\/([^/]+)\/token$/.exec(route);
  if (renewal?.[1] !== undefined) {
    if (!hub.renew(renewal[1], claims)) return problem(response, 404, "No such connection");
    response.writeHead(204).end();
    return;
  }
  problem(response, 404, "Nothing here");
}

function giveToken(asked: Record<string, unknown>, response: ServerResponse): void {
  const { user, groups = [], tidings, expires_in = 3600 } = asked;
  if (typeof user !== "string") {
    problem(response, 400, "The request cannot be read", ["user", "is missing"]);
    return;
  }
  const exp = Date.now() / 1000 + Number(expires_in);
  const token = toToken({ sub: user, groups, tidings, exp } as Claims);
  json(response, 200, { token, expires: new Date(exp * 1000).toISOString() });
}

function publish(hub: Hub, event: Record<string, unknown>, response: ServerResponse): void {
  if (typeof event.type !== "string" || event.type === "") {
    problem(response, 400, "The event cannot be read", ["type", "is missing"]);
    return;
  }
  const cursor = hub.publish(event as unknown as Published);
  json(response, 202, { accepted: 1, duplicates: 0, cursor });
}

async function body(request: IncomingMessage): Promise<Record<string, unknown>> {
  let text = "";
  for await (const chunk of request.setEncoding("utf8")) text += chunk;
  return JSON.parse(text);
}

function problem(
  response: ServerResponse,
  status: number,
  detail: string,
  fault?: [field: string, message: string],
): void {
  const errors = fault ? [{ field: fault[0], message: fault[1] }] : undefined;
  json(response, status, { status, detail, errors }, "application/problem+json");
}

function json(
  response: ServerResponse,
  status: number,
  value: unknown,
  type = "application/json",
): void {
  response.writeHead(status, { "Content-Type": type }).end(JSON.stringify(value));
}
