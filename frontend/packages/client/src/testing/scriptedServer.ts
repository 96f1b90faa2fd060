/** A request as the server saw it. */
export interface SeenRequest {
  readonly url: string;
  readonly method: string;
  readonly headers: Headers;
  readonly body: string | undefined;
  readonly signal: AbortSignal | undefined;
}

type Answer = Response | Promise<Response> | Error | "never";

/** A `fetch` that gives the answers it was told to, in their order, and remembers the requests. */
export class ScriptedServer {
  readonly requests: SeenRequest[] = [];
  readonly #answers: Answer[] = [];
  #standing: (request: SeenRequest) => Answer = () => new Error("The script has no answer left");

  /** What answers the next request without an answer yet; an `Error` is a network failure. */
  answer(answer: Answer): this {
    this.#answers.push(answer);
    return this;
  }

  /** What answers every request that no single answer is left for. */
  answerAll(standing: (request: SeenRequest) => Answer): this {
    this.#standing = standing;
    return this;
  }

  /** Answers the next request with an event stream, and returns it to write to. */
  stream(): ServedStream {
    const stream = new ServedStream();
    this.answer(stream.response);
    return stream;
  }

  get last(): SeenRequest {
    const request = this.requests.at(-1);
    if (!request) throw new Error("No request yet");
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
    const answer = this.#answers.shift() ?? this.#standing(request);
    return new Promise<Response>((resolve, reject) => {
      signal?.addEventListener("abort", () => reject(signal.reason));
      if (answer instanceof Error) reject(answer);
      else if (answer !== "never") {
        Promise.resolve(answer).then((given) => resolve(aborting(given, signal)), reject);
      }
    });
  };
}

/** As in the platform: an abort breaks the body as well. */
function aborting(response: Response, signal: AbortSignal | undefined): Response {
  if (!(signal && response.body)) return response;
  const through = new TransformStream<Uint8Array, Uint8Array>();
  response.body.pipeTo(through.writable, { signal }).catch(() => undefined);
  return new Response(through.readable, response);
}

/** The server's side of one event stream. */
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

  /** Sends text, or bytes, as one chunk. */
  send(chunk: string | Uint8Array): this {
    const bytes = typeof chunk === "string" ? this.#encoder.encode(chunk) : chunk;
    this.#controller?.enqueue(bytes);
    return this;
  }

  /** Sends the frame that begins every stream. */
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
