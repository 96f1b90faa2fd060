import { type ClientOptions, createClient, type TidingsEvent } from "@tidings/client";
import { FakeClock, FakePage, ScriptedServer, settle } from "@tidings/client/testing";

/** A client with a scripted server and a fake clock. Every wait has its maximum. */
export function harness(options: ClientOptions = {}) {
  const clock = new FakeClock();
  const server = new ScriptedServer();
  const page = new FakePage();
  const errors: unknown[] = [];
  const onError = (error: unknown) => errors.push(error);
  const client = createClient({
    fetch: server.fetch,
    clock,
    page,
    onError,
    random: () => 1,
    ...options,
  });
  const received: TidingsEvent[] = [];
  client.on("**", (event) => received.push(event));
  return {
    clock,
    server,
    page,
    client,
    received,
    errors,
    get state() {
      return client.status.get().state;
    },
    /** Milliseconds from now to the next attempt. */
    get wait() {
      const { nextRetryAt = Number.NaN } = client.status.get();
      return nextRetryAt - clock.now();
    },
    /** Connects to a stream with its `tidings.open`. */
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

/** An answer to a long poll. */
export function polled(cursor: string, ...events: [id: string, type: string, data: unknown][]) {
  return Response.json({ cursor, events: events.map(([id, type, data]) => ({ id, type, data })) });
}
