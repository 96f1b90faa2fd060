import type { FakeTab } from "@tidings/client/testing";

type Chunk = { readonly done: false; readonly value: Uint8Array } | { readonly done: true };

const encoder = new TextEncoder();

/** The part of a response body that the client reads; lighter than the platform's. */
export class Wire {
  readonly sent: string[] = [];
  readonly #tab: FakeTab;
  readonly #chunks: Chunk[] = [];
  #error: unknown;
  #wake: (() => void) | undefined;

  constructor(tab: FakeTab, signal: AbortSignal | undefined) {
    this.#tab = tab;
    signal?.addEventListener("abort", () => this.#fail(signal.reason));
  }

  write(text: string): void {
    this.sent.push(text);
    this.#chunks.push({ done: false, value: encoder.encode(text) });
    this.#tab.run(() => this.#wake?.());
  }

  break(): void {
    this.#tab.run(() => this.#fail(new TypeError("network error")));
  }

  async read(): Promise<Chunk> {
    for (;;) {
      const chunk = this.#chunks.shift();
      if (chunk) return chunk;
      if (this.#error) throw this.#error;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  #fail(error: unknown): void {
    this.#error = error;
    this.#wake?.();
  }
}
