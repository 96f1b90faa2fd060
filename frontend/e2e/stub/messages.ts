import type { FrameData } from "./script.ts";

interface Call {
  id: string;
  name: string;
  arguments: string;
}

interface Message {
  role: string;
  content: string;
  reasoning_content?: string;
  node_name?: string;
  tool_call_id?: string;
  calls?: Call[];
}

/** Builds the stored messages of a run from its frames. */
export class Messages {
  readonly #all: Message[];

  constructor(prompt: string) {
    this.#all = [{ role: "user", content: prompt }];
  }

  add(frame: FrameData): void {
    const node = typeof frame.node_name === "string" ? { node_name: frame.node_name } : {};
    if (frame.role === "tool") {
      const { tool_call_id, content } = frame as unknown as Message;
      this.#all.push({ role: "tool", content, ...(tool_call_id && { tool_call_id }), ...node });
      return;
    }
    const [choice] = Array.isArray(frame.choices) ? frame.choices : [];
    if (!choice || choice.finish_reason) return;
    const last = this.#all.findLast(({ node_name }) => node_name === node.node_name);
    const message = last?.role === "assistant" ? last : this.#begin(node);
    message.content += choice.delta.content ?? "";
    if (choice.delta.reasoning_content) {
      message.reasoning_content =
        (message.reasoning_content ?? "") + choice.delta.reasoning_content;
    }
    for (const call of choice.delta.tool_calls ?? []) this.#call(message, call);
  }

  toJSON(): object[] {
    return this.#all.map(({ calls, ...message }) => ({
      ...message,
      ...(calls && {
        tool_calls: calls.map(({ id, name, arguments: args }) => ({
          id,
          type: "function",
          function: { name, arguments: args },
        })),
      }),
    }));
  }

  #begin(node: object): Message {
    const message = { role: "assistant", content: "", ...node };
    this.#all.push(message);
    return message;
  }

  #call(
    message: Message,
    call: { index: number; id?: string; function: { name?: string; arguments?: string } },
  ): void {
    message.calls ??= [];
    message.calls[call.index] ??= { id: "", name: "", arguments: "" };
    const known = message.calls[call.index];
    if (!known) return;
    known.id += call.id ?? "";
    known.name += call.function.name ?? "";
    known.arguments += call.function.arguments ?? "";
  }
}
