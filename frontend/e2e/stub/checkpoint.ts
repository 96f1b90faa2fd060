import type { GraphDefinition } from "./graph.ts";
import type { FrameData } from "./script.ts";

/** Builds a graph's checkpoint from the frames of its run. */
export class Checkpoint {
  readonly #definition: GraphDefinition;
  readonly #turns: { readonly node: unknown; readonly level: unknown }[] = [];
  readonly #done: unknown[] = [];
  #failed: object | undefined;

  constructor(definition: GraphDefinition) {
    this.#definition = definition;
  }

  add({ type, node_name: node, level, status }: FrameData): void {
    if (type === "node_start") this.#turns.push({ node, level });
    if (type === "node_end" && status === "completed") this.#done.push(node);
    if (type === "node_end" && status === "failed") this.#failed ??= { level, pending: [] };
  }

  toJSON(): object {
    const checkpoint = { turns: this.#turns, done: this.#done, failed: this.#failed };
    return { definition: this.#definition, checkpoint };
  }
}
