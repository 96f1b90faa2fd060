import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { TidingsError } from "@tidings/client";
import { createPublisher, type PublisherOptions } from "@tidings/client/publisher";
import { afterEach, describe, expect, it, vi } from "vitest";

type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void> | void;

const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** A real server of HTTP, and a publisher that retries at once. */
async function start(handler: Handler, options: PublisherOptions = {}) {
  const server = createServer((request, response) => {
    // A request that the test or the publisher breaks off fails here, too.
    Promise.resolve(handler(request, response)).catch((error: NodeJS.ErrnoException) =>
      expect(error.code).toBe("ECONNRESET"),
    );
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const errors: unknown[] = [];
  const { port } = server.address() as AddressInfo;
  const publisher = createPublisher({
    url: `http://127.0.0.1:${port}/api`,
    mode: "stream",
    retry: { initialDelay: 1, maxDelay: 1 },
    onError: (error) => errors.push(error),
    ...options,
  });
  return { publisher, errors };
}

async function* lines(request: IncomingMessage): AsyncGenerator<{ type: string; id: string }> {
  let text = "";
  for await (const chunk of request) {
    const parts = `${text}${chunk}`.split("\n");
    text = parts.pop() ?? "";
    for (const part of parts) if (part) yield JSON.parse(part);
  }
}

const answer = (response: ServerResponse, body: object) =>
  response.write(`${JSON.stringify(body)}\n`);

const begin = (response: ServerResponse) =>
  response.writeHead(200, { "Content-Type": "application/x-ndjson" }).flushHeaders();

/** Answers each line. */
const takeAll =
  (taken: string[]): Handler =>
  async (request, response) => {
    begin(response);
    for await (const { id } of lines(request)) {
      taken.push(id);
      answer(response, { id, cursor: `c-${id}` });
    }
    response.end();
  };

describe("a stream", () => {
  it("publishes all events of a turn, and later ones, in one request", async () => {
    const taken: string[] = [];
    let requests = 0;
    const all = takeAll(taken);
    const { publisher } = await start((request, response) => {
      requests += 1;
      expect([request.method, request.url]).toEqual(["POST", "/api/events"]);
      expect(request.headers["content-type"]).toBe("application/x-ndjson");
      return all(request, response);
    });
    const two = ["1", "2"].map((id) => publisher.publish({ type: "a", id }));
    await expect(Promise.all(two)).resolves.toEqual([
      { id: "1", cursor: "c-1" },
      { id: "2", cursor: "c-2" },
    ]);
    await expect(publisher.publish({ type: "a", id: "3" })).resolves.toMatchObject({ id: "3" });
    await publisher.close();
    expect(taken).toEqual(["1", "2", "3"]);
    expect(requests).toBe(1);
    await expect(publisher.publish({ type: "a" })).rejects.toThrow("closed");
  });

  it("ends its request while nothing is published, and begins another", async () => {
    const taken: string[] = [];
    let requests = 0;
    const all = takeAll(taken);
    const ended = vi.fn();
    const { publisher } = await start(
      async (request, response) => {
        requests += 1;
        await all(request, response);
        ended();
      },
      { clock: { now: Date.now, after: (ms, task) => after(ms / 100, task) } },
    );
    await publisher.publish({ type: "a", id: "1" });
    await vi.waitFor(() => expect(ended).toHaveBeenCalledTimes(1));
    await publisher.publish({ type: "a", id: "2" });
    await publisher.close();
    expect(taken).toEqual(["1", "2"]);
    expect(requests).toBe(2);
  });

  it("sends what has no answer again after a broken connection, under the same ids", async () => {
    const taken: string[] = [];
    let requests = 0;
    const { publisher, errors } = await start(async (request, response) => {
      requests += 1;
      begin(response);
      let left = requests * 7;
      for await (const { id } of lines(request)) {
        const duplicate = taken.includes(id);
        if (!duplicate) taken.push(id);
        left -= 1;
        if (left === 0) {
          request.socket.destroy();
          return;
        }
        answer(response, { id, cursor: "c", ...(duplicate && { duplicate }) });
      }
      response.end();
    });
    const ids = Array.from({ length: 100 }, (_, i) => `${i}`);
    const receipts = await Promise.all(ids.map((id) => publisher.publish({ type: "a", id })));
    await publisher.close();
    expect(taken).toEqual(ids);
    expect(receipts.map(({ id }) => id)).toEqual(ids);
    expect(receipts.some(({ duplicate }) => duplicate)).toBe(true);
    expect(requests).toBeGreaterThan(2);
    expect(errors).not.toHaveLength(0);
  });

  it("rejects the event that the server refuses, and no other", async () => {
    const { publisher } = await start(async (request, response) => {
      begin(response);
      for await (const { id } of lines(request)) {
        const problem = { status: 400, detail: "Bad", errors: [{ field: "type", message: "no" }] };
        answer(response, id === "2" ? problem : { id, cursor: "c" });
      }
      response.end();
    });
    const [one, two, three] = await Promise.allSettled(
      ["1", "2", "3"].map((id) => publisher.publish({ type: "a", id })),
    );
    expect([one?.status, two?.status, three?.status]).toEqual([
      "fulfilled",
      "rejected",
      "fulfilled",
    ]);
    const { reason } = two as PromiseRejectedResult;
    expect(reason).toBeInstanceOf(TidingsError);
    expect(reason).toMatchObject({ status: 400, message: "Bad", problem: { errors: [{}] } });
    await publisher.close();
  });

  it("sends an event again that the log could not take for the moment", async () => {
    let requests = 0;
    const { publisher } = await start(async (request, response) => {
      requests += 1;
      begin(response);
      for await (const { id } of lines(request)) {
        answer(response, requests === 1 ? { status: 503, detail: "Away" } : { id, cursor: "c" });
      }
      response.end();
    });
    await expect(publisher.publish({ type: "a", id: "1" })).resolves.toMatchObject({ id: "1" });
    expect(requests).toBe(2);
    await publisher.close();
  });

  it("continues with new headers after the token's end", async () => {
    const seen: (string | undefined)[] = [];
    const { publisher } = await start(
      async (request, response) => {
        seen.push(request.headers.authorization);
        if (seen.length === 1) {
          response.writeHead(401).end();
          return;
        }
        begin(response);
        for await (const { id } of lines(request)) {
          const close = { code: 1001, reason: "token-expired", reconnect: true };
          answer(response, seen.length === 2 ? { close } : { id, cursor: "c" });
        }
        response.end();
      },
      { headers: ({ refresh }) => ({ Authorization: refresh ? "new" : "old" }) },
    );
    await expect(publisher.publish({ type: "a", id: "1" })).resolves.toMatchObject({ id: "1" });
    expect(seen.slice(0, 2)).toEqual(["old", "new"]);
    expect(seen.length).toBeGreaterThan(2);
    await publisher.close();
  });

  it("rejects all that is queued when the server refuses the publisher", async () => {
    const { publisher } = await start((_, response) => {
      response
        .writeHead(403, { "Content-Type": "application/problem+json" })
        .end(JSON.stringify({ status: 403, detail: "Not granted" }));
    });
    const both = await Promise.allSettled([
      publisher.publish({ type: "a" }),
      publisher.publish({ type: "b" }),
    ]);
    expect(both.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    await publisher.close();
  });

  it("refuses an event above the queue's limit, and tells when there is room", async () => {
    const { publisher } = await start(takeAll([]), { queue: { max: 1 } });
    const first = publisher.publish({ type: "a" });
    await expect(publisher.publish({ type: "a" })).rejects.toThrow("full");
    await publisher.ready();
    await first;
    await publisher.publish({ type: "a" });
    await publisher.close();
    await publisher.ready();
  });

  it("rejects what is queued when it is aborted", async () => {
    const { publisher } = await start((_, response) => begin(response));
    const receipt = publisher.publish({ type: "a" });
    setTimeout(() => publisher.abort(new Error("enough")), 20);
    await expect(receipt).rejects.toThrow("enough");
    await publisher.close();
  });
});

describe("batches", () => {
  const batches =
    (seen: string[][]): Handler =>
    async (request, response) => {
      let text = "";
      for await (const chunk of request) text += chunk;
      const events = JSON.parse(text) as { id: string }[];
      const ids = events.map(({ id }) => id);
      seen.push(ids);
      if (ids.includes("bad")) {
        response
          .writeHead(400, { "Content-Type": "application/problem+json" })
          .end(JSON.stringify({ status: 400, detail: "Bad" }));
        return;
      }
      response
        .writeHead(202, { "Content-Type": "application/json" })
        .end(JSON.stringify({ accepted: ids.length, duplicates: 0, cursor: "c" }));
    };

  it("publishes what is queued together, at most 500 events", async () => {
    const seen: string[][] = [];
    const { publisher } = await start(batches(seen), { mode: "batch" });
    const ids = Array.from({ length: 501 }, (_, i) => `${i}`);
    const receipts = await Promise.all(ids.map((id) => publisher.publish({ type: "a", id })));
    expect(receipts[500]).toEqual({ id: "500", cursor: "c" });
    expect(seen.map(({ length }) => length)).toEqual([500, 1]);
    expect(seen.flat()).toEqual(ids);
    await publisher.close();
  });

  it("finds the event that the server refuses", async () => {
    const seen: string[][] = [];
    const { publisher } = await start(batches(seen), { mode: "batch" });
    const results = await Promise.allSettled(
      ["1", "bad", "2"].map((id) => publisher.publish({ type: "a", id })),
    );
    expect(results.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    expect(seen).toEqual([["1", "bad", "2"], ["1"], ["bad"], ["2"]]);
    await publisher.close();
  });

  it("are what a page sends", async () => {
    const seen: string[][] = [];
    vi.stubGlobal("document", { addEventListener: vi.fn(), removeEventListener: vi.fn() });
    vi.stubGlobal("navigator", {});
    try {
      const { publisher } = await start(batches(seen), { mode: "auto" });
      await publisher.publish({ type: "a", id: "1" });
      await publisher.close();
    } finally {
      vi.unstubAllGlobals();
    }
    expect(seen).toEqual([["1"]]);
  });
});

function after(ms: number, task: () => void): () => void {
  const timer = setTimeout(task, ms);
  return () => clearTimeout(timer);
}
