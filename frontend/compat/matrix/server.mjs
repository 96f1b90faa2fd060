// The server of the matrix: a stub of the protocol, or the server at TIDINGS_URL as a user of the
// development identity. It serves the files of a project, too, as a web server in front would.
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";

const REAL = process.env.TIDINGS_URL;
const TYPES = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
};

/** The part of the protocol that the recipes need: streams, polls, and events for everyone. */
class Stub {
  #streams = new Set();
  #polls = new Set();
  #log = [];

  get #last() {
    return this.#log.length;
  }

  open(response) {
    response.writeHead(200, {
      "Content-Type": "text/event-stream",
      "Cache-Control": "no-cache, no-transform",
    });
    const open = { connection: "c-1", resumed: false, replayed: 0, heartbeat: 15_000 };
    response.write(`event: tidings.open\nid: s:${this.#last}\ndata: ${JSON.stringify(open)}\n\n`);
    this.#streams.add(response);
    response.on("close", () => this.#streams.delete(response));
  }

  publish({ type, data }) {
    this.#log.push({ id: `s:${this.#last + 1}`, type, data });
    for (const wake of this.#polls) wake();
    const text = `event: ${type}\nid: s:${this.#last}\ndata: ${JSON.stringify(data)}\n\n`;
    for (const response of this.#streams) response.write(text);
    return { accepted: 1, duplicates: 0, cursor: `s:${this.#last}` };
  }

  /** Answers with the events after the cursor, as soon as there is one. */
  async poll(query, response) {
    const cursor = query.get("cursor");
    const after = cursor === null ? this.#last : Number(cursor.slice(2));
    if (after === this.#last && query.get("timeout") !== "0") {
      await new Promise((wake) => {
        this.#polls.add(wake);
        response.on("close", wake);
        setTimeout(wake, Number(query.get("timeout")) * 1000).unref();
      }).then(() => this.#polls.clear());
    }
    const answer = { events: this.#log.slice(after), cursor: `s:${this.#last}` };
    send(response, 200, "application/json", JSON.stringify(answer));
  }

  async answer(request, path, query, response) {
    if (path === "/events/poll") return this.poll(query, response);
    if (path !== "/events") return send(response, 404, "application/json", "{}");
    if (request.method === "GET") return this.open(response);
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const receipt = this.publish(JSON.parse(Buffer.concat(chunks).toString()));
    return send(response, 202, "application/json", JSON.stringify(receipt));
  }
}

/** Passes a request on to the real server, with a token of the development identity. */
async function forward(request, path, response, token) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const { host, connection, ...headers } = request.headers;
  const over = new AbortController();
  response.on("close", () => over.abort());
  const answer = await fetch(`${REAL}/api${path}`, {
    method: request.method,
    headers: { ...headers, authorization: `Bearer ${token}` },
    body: request.method === "GET" ? undefined : Buffer.concat(chunks),
    signal: over.signal,
  });
  // `fetch` has decoded the body.
  const passed = [...answer.headers].filter(
    ([name]) => !/^(content-encoding|content-length|transfer-encoding|connection)$/.test(name),
  );
  response.writeHead(answer.status, Object.fromEntries(passed));
  for await (const chunk of answer.body ?? []) response.write(chunk);
  response.end();
}

async function token() {
  const answer = await fetch(`${REAL}/dev/token`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ user: "matrix", groups: ["admin"] }),
  });
  if (!answer.ok) throw new Error(`${REAL}/dev/token answers ${answer.status}`);
  return (await answer.json()).token;
}

function send(response, status, type, body) {
  response.writeHead(status, { "Content-Type": type });
  response.end(body);
}

/** Serves `folder`, the API below `/api` and `/tidings/api`, and the orders so far. */
export async function startServer() {
  const stub = new Stub();
  const bearer = REAL ? await token() : undefined;
  let folder;
  let order = 0;

  async function answer(request, response) {
    const url = new URL(request.url ?? "/", "http://localhost");
    const api = /^(?:\/tidings)?\/api(\/.*)$/.exec(url.pathname)?.[1];
    if (api && bearer) return forward(request, api + url.search, response, bearer);
    if (api) return stub.answer(request, api, url.searchParams, response);
    if (url.pathname === "/orders") {
      const orders = Array.from({ length: order }, (_, i) => `Order ${i + 1}`);
      return send(response, 200, "application/json", JSON.stringify(orders));
    }
    const path = normalize(url.pathname.endsWith("/") ? `${url.pathname}index.html` : url.pathname);
    const file = await readFile(join(folder, path));
    return send(response, 200, TYPES[extname(path)] ?? "application/octet-stream", file);
  }

  const server = createServer((request, response) => {
    answer(request, response).catch((error) => {
      if (!response.headersSent) send(response, 404, "text/plain", String(error));
      else response.destroy();
    });
  });
  await new Promise((resolve) => server.listen(0, "localhost", resolve));
  const url = `http://localhost:${server.address().port}`;
  return {
    url,
    serve(path) {
      folder = path;
    },
    /** Publishes the next order, and returns its number. */
    async pay() {
      order += 1;
      const answered = await fetch(`${url}/api/events`, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ type: "order.paid", data: { order } }),
      });
      if (answered.status !== 202) throw new Error(`Publishing answers ${answered.status}`);
      return order;
    },
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
