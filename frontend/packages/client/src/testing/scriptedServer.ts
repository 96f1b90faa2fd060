/** A request as the server received it. */
export interface SeenRequest {
  readonly url: string;
  readonly method: string;
  readonly headers: Headers;
  readonly body: string | undefined;
  readonly signal: AbortSignal | undefined;
}

type Answer = Response | Promise<Response> | Error | "never";

/** A `fetch` that returns scripted answers in their order, and records the requests. */
export class ScriptedServer {
  readonly requests: SeenRequest[] = [];
  readonly #answers: Answer[] = [];
  #fallback: (request: SeenRequest) => Answer = () => new Error("The script has no further answer");

  /** Adds the answer to the next request. An `Error` is a network failure. */
  answer(answer: Answer): this {
    this.#answers.push(answer);
    return this;
  }

  /** Sets the answer to every request without an answer of its own. */
  answerAll(fallback: (request: SeenRequest) => Answer): this {
    this.#fallback = fallback;
    return this;
  }

  /** Answers the next request with an event stream, and returns that stream. */
  stream(): ServedStream {
    const stream = new ServedStream();
    this.answer(stream.response);
    return stream;
  }

  get last(): SeenRequest {
    const request = this.requests.at(-1);
    if (!request) throw new Error("No request was received");
    return request;
  }

  readonly fetch: typeof globalThis.fetch = (input, init = {}) => {
    const signal = init.signal ?? undefined;
    const request: SeenRequest = {
      url: String(input),
      method: init.method ?? "GET",
      headers: new Headers(init.headers),
      body: typeof init.body === "string" ? init.body : undefined,
      signal,
    };
    this.requests.push(request);
    const answer = this.#answers.shift() ?? this.#fallback(request);
    return new Promise<Response>((resolve, reject) => {
      signal?.addEventListener("abort", () => reject(signal.reason));
      if (answer instanceof Error) reject(answer);
      else if (answer !== "never") {
        Promise.resolve(answer).then((given) => resolve(aborting(given, signal)), reject);
      }
    });
  };
}

/** As in the platform: an abort also breaks the body. */
function aborting(response: Response, signal: AbortSignal | undefined): Response {
  if (!(signal && response.body)) return response;
  const reader = response.body.getReader();
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      signal.addEventListener("abort", () => controller.error(signal.reason));
    },
    async pull(controller) {
      const { done, value } = await reader.read();
      if (signal.aborted) return;
      if (done) controller.close();
      else controller.enqueue(value);
    },
  });
  return new Response(body, response);
}

/** The server's end of one event stream. */
export class ServedStream {
  readonly response: Response;
  readonly #encoder = new TextEncoder();
  #controller: ReadableStreamDefaultController<Uint8Array> | undefined;

  constructor() {
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        this.#controller = controller;
      },
    });
    this.response = new Response(body, { headers: { "Content-Type": "text/event-stream" } });
  }

  /** Sends text or bytes as one chunk. */
  send(chunk: string | Uint8Array): this {
    const bytes = typeof chunk === "string" ? this.#encoder.encode(chunk) : chunk;
    this.#controller?.enqueue(bytes);
    return this;
  }

  /** Sends the first frame of every stream. */
  open(data: Record<string, unknown> = {}): this {
    const open = { connection: "c-1", resumed: false, replayed: 0, heartbeat: 15_000, ...data };
    return this.send(frame("tidings.open", open));
  }

  end(): void {
    this.#controller?.close();
  }

  break(): void {
    this.#controller?.error(new TypeError("network error"));
  }
}

/** The text of one frame. */
export function frame(type: string, data: unknown, id?: string): string {
  return `${id === undefined ? "" : `id: ${id}\n`}event: ${type}\ndata: ${JSON.stringify(data)}\n\n`;
}
