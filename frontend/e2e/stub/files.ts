import { readFile } from "node:fs/promises";
import type { ServerResponse } from "node:http";
import { extname, normalize } from "node:path";
import { fileURLToPath } from "node:url";

const DIST = fileURLToPath(new URL("../../apps/console/dist", import.meta.url));
const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
};
/** The server's policy, so that a violation shows in these tests, too. */
const POLICY =
  "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'";

/** Serves the built console. */
export async function sendFile(response: ServerResponse, pathname: string): Promise<void> {
  const path = normalize(pathname === "/" ? "/index.html" : pathname);
  try {
    const bytes = await readFile(`${DIST}${path}`);
    const type = TYPES[extname(path)] ?? "application/octet-stream";
    response.writeHead(200, { "Content-Type": type, "Content-Security-Policy": POLICY });
    response.end(bytes);
  } catch {
    response.writeHead(404).end();
  }
}
