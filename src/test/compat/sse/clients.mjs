/**
 * One client on some streams: prints what each dispatches, a line of JSON for each event, until it is
 * killed. The environment has STREAMS, the URL of each by its name, and TOKEN; the argument names the
 * client.
 */

import { NAMES, streams, TOKEN } from "./events.mjs";

const { CLIENT_MODULE } = process.env;
const headers = { Authorization: `Bearer ${TOKEN}` };

/** What is seen of one stream: prints an event. */
const printer = (stream) => (type, data, id) =>
  console.log(JSON.stringify({ stream, type: type || "message", data: data ?? "", id: id ?? "" }));

/** Listens to whatever is like an EventSource. */
function listen(source, seen) {
  for (const name of NAMES) {
    source.addEventListener(name, (event) => seen(name, event.data, event.lastEventId));
  }
  source.addEventListener("error", () => undefined); // some throw where nobody listens
}

const authorized = (input, init) =>
  fetch(input, { ...init, headers: { ...init?.headers, ...headers } });

const clients = {
  async "eventsource-4"(url, seen) {
    const { EventSource } = await import("eventsource-4");
    listen(new EventSource(url, { fetch: authorized }), seen);
  },

  async "eventsource-5"(url, seen) {
    const { EventSource } = await import("eventsource-5");
    listen(new EventSource(url, { fetch: authorized }), seen);
  },

  async "reconnecting-eventsource"(url, seen) {
    const { EventSource } = await import("eventsource-5");
    globalThis.EventSource = EventSource;
    globalThis.window = globalThis;
    const module = await import("reconnecting-eventsource");
    const Reconnecting = module.default?.default ?? module.default;
    class Authorized extends EventSource {
      constructor(to) {
        super(to, { fetch: authorized });
      }
    }
    listen(new Reconnecting(url, { eventSourceClass: Authorized, max_retry_time: 500 }), seen);
  },

  async "extended-eventsource"(url, seen) {
    const { EventSource } = await import("extended-eventsource");
    listen(new EventSource(url, { headers, disableLogger: true, retry: 300 }), seen);
  },

  async "launchdarkly-eventsource"(url, seen) {
    const { EventSource } = await import("launchdarkly-eventsource");
    listen(new EventSource(url, { headers, initialRetryDelayMillis: 300 }), seen);
  },

  async "eventsource-client"(url, seen) {
    const { createEventSource } = await import("eventsource-client");
    createEventSource({
      url,
      headers,
      onMessage: ({ event, data, id }) => seen(event, data, id),
    });
  },

  async "fetch-event-source"(url, seen) {
    const visible = { hidden: false, addEventListener() {}, removeEventListener() {} };
    globalThis.document = visible;
    globalThis.window = globalThis;
    const { fetchEventSource } = await import("@microsoft/fetch-event-source");
    await fetchEventSource(url, {
      headers,
      openWhenHidden: true,
      onmessage({ event, data, id }) {
        seen(event, data, id);
        JSON.parse(data); // as handlers do: what throws here tears the stream down
      },
      onclose() {
        throw new Error("closed"); // as its README has it: else it does not come back
      },
      onerror: () => 300,
    });
  },

  async "@tidings/client"(url, seen) {
    const { createClient } = await import(CLIENT_MODULE);
    const base = new URL(url);
    const refused = base.searchParams.has("ticket"); // it knows no tickets
    const client = createClient({
      url: `${base.origin}/api`,
      headers: refused ? {} : headers,
      types: base.searchParams.get("types")?.split(","),
      lastEventId: base.searchParams.get("lastEventId") ?? undefined,
      retry: { initialDelay: 300 },
    });
    client.on("**", ({ type, data, id }) => seen(type, JSON.stringify(data), id));
    for (const name of NAMES.filter((one) => one.startsWith("tidings."))) {
      client.on(name, ({ type, data, id }) => seen(type, JSON.stringify(data), id));
    }
    client.connect();
  },
};

const [name] = process.argv.slice(2);
const opened = Object.entries(streams).map(([stream, url]) =>
  clients[name](url, printer(stream)),
);
setInterval(() => undefined, 60_000); // some of them do not keep a process alive
await Promise.all(opened);
