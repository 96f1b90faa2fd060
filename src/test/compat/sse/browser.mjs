/**
 * An EventSource, native or a library's, in a real browser. As `clients.mjs`; the arguments are the
 * browser, its executable, and what opens the stream.
 */
import { readFileSync } from "node:fs";
import { chromium, firefox } from "playwright-core";
import { NAMES, streams, TOKEN } from "./events.mjs";

const [browser, executablePath, client = "native"] = process.argv.slice(2);
const opened =
  browser === "firefox"
    ? await firefox.launch({ executablePath, channel: "moz-firefox" })
    : await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
const context = await opened.newContext();
const { origin } = new URL(Object.values(streams)[0]);
await context.addCookies([{ name: "tidings_token", value: TOKEN, domain: new URL(origin).hostname, path: "/" }]);
const page = await context.newPage();
page.on("console", (message) => console.log(message.text()));
await page.goto(`${origin}/favicon.svg`);
if (client === "sse.js") {
  const source = readFileSync(new URL("node_modules/sse.js/lib/sse.js", import.meta.url));
  const script = source.toString().replace(/^export .*$/m, "globalThis.SSE = SSE;");
  await page.evaluate(script);
}
await page.evaluate(
  ({ streams, NAMES, client }) => {
    for (const [stream, url] of Object.entries(streams)) {
      const { pathname, search, origin } = new URL(url);
      const source =
        client === "sse.js"
          ? new globalThis.SSE(origin + pathname + search, {
              autoReconnect: true,
              reconnectDelay: 300,
              useLastEventId: true,
            })
          : new EventSource(origin + pathname + search);
      for (const name of NAMES) {
        source.addEventListener(name, ({ data, lastEventId, id }) =>
          console.log(
            JSON.stringify({ stream, type: name, data: data ?? "", id: lastEventId ?? id ?? "" }),
          ),
        );
      }
      globalThis[stream] = source; // else it is collected
    }
  },
  { streams, NAMES, client },
);
