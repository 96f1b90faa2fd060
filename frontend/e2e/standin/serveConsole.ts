import { readFile } from "node:fs/promises";
import type { ServerResponse } from "node:http";
import { extname, join, normalize } from "node:path";

const ROOT = join(import.meta.dirname, "../../apps/console/dist");
const TYPES: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
};
/** The real server's policy: what breaks it must break here. */
const POLICY =
  "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'";

/** Serves the built console. */
export async function serveConsole(pathname: string, response: ServerResponse): Promise<void> {
  const file = join(ROOT, normalize(pathname === "/" ? "/index.html" : pathname));
  try {
    const content = await readFile(file);
    const type = TYPES[extname(file)] ?? "application/octet-stream";
    response.writeHead(200, { "Content-Type": type, "Content-Security-Policy": POLICY });
    response.end(content);
  } catch {
    response.writeHead(404).end();
  }
}
