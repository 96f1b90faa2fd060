import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";

/** A page with only the client, on the origin of its server. */
export interface Lab {
  readonly page: (type: string) => string;
  /** Another page of the same origin. */
  readonly elsewhere: string;
  close(): Promise<void>;
}

const PAGE = "<!doctype html><title>Lab</title><body><script src=/lab.js></script>";
const ELSEWHERE = "<!doctype html><title>Elsewhere</title><p>Elsewhere";

/** @param target the server */
export async function openLab(target: string): Promise<Lab> {
  const script = await bundle();
  const own: Readonly<Record<string, readonly [type: string, body: string]>> = {
    "/lab": ["text/html", PAGE],
    "/lab.js": ["text/javascript", script],
    "/elsewhere": ["text/html", ELSEWHERE],
  };
  const server = createServer((incoming, answer) => {
    const found = own[incoming.url?.split("?")[0] ?? ""];
    if (!found) return forward(target, incoming, answer);
    const [type, body] = found;
    answer.setHeader("Content-Type", type).end(body);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "localhost", resolve);
  });
  const url = `http://localhost:${(server.address() as AddressInfo).port}`;
  return {
    page: (type) => `${url}/lab?type=${type}`,
    elsewhere: `${url}/elsewhere`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function forward(target: string, incoming: IncomingMessage, answer: ServerResponse): void {
  const { method, headers } = incoming;
  const onward = request(
    new URL(`.${incoming.url ?? "/"}`, target),
    { method, headers },
    (reply) => {
      answer.writeHead(reply.statusCode ?? 502, reply.headers);
      reply.pipe(answer);
    },
  );
  // A connection that ends on one side ends on the other.
  onward.on("error", () => answer.destroy());
  answer.on("close", () => onward.destroy());
  incoming.pipe(onward);
}

async function bundle(): Promise<string> {
  const built = await rolldown({
    input: fileURLToPath(new URL("labPage.ts", import.meta.url)),
    platform: "browser",
    resolve: { conditionNames: ["@tidings/source", "import"] },
  });
  const { output } = await built.generate({ format: "iife" });
  return output[0].code;
}
