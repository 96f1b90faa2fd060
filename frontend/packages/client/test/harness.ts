import { type ClientOptions, createClient, type TidingsEvent } from "@tidings/client";
import { FakeClock, ScriptedServer, settle } from "@tidings/client/testing";

/** A client on a scripted server and a clock that stands still. Waits are as long as they can be. */
export function harness(options: ClientOptions = {}) {
  const clock = new FakeClock();
  const server = new ScriptedServer();
  const client = createClient({ fetch: server.fetch, clock, random: () => 1, ...options });
  const received: TidingsEvent[] = [];
  client.on("**", (event) => received.push(event));
  return {
    clock,
    server,
    client,
    received,
    get state() {
      return client.status.get().state;
    },
    /** Connects to a stream that has told its `tidings.open`. */
    async opened() {
      const stream = server.stream().open();
      client.connect();
      await settle();
      return stream;
    },
  };
}

/** A refusal in the form of RFC 9457. */
export function problem(
  status: number,
  body: object = {},
  headers: Record<string, string> = {},
): Response {
  return new Response(JSON.stringify({ status, ...body }), {
    status,
    headers: { "Content-Type": "application/problem+json", ...headers },
  });
}
