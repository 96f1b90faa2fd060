import type { NodeOutcome, RunFrame, ToolCallDelta, Usage } from "./frame.ts";

type Json = Readonly<Record<string, unknown>>;

/** Reads the data of one frame. It never throws: an unrecognised frame has the kind `unknown`. */
export function readFrame(text: string): RunFrame {
  if (text.trim() === "[DONE]") return { kind: "done" };
  const json = parse(text);
  return (json && (byType(json) ?? byKey(json))) ?? { kind: "unknown", text };
}

function parse(text: string): Json | undefined {
  try {
    return object(JSON.parse(text));
  } catch {
    return undefined;
  }
}

function byType(json: Json): RunFrame | undefined {
  const name = text(json["node_name"]);
  const level = number(json["level"]);
  switch (json["type"]) {
    case "run_started": {
      const runId = text(json["run_id"]);
      if (runId === undefined) return undefined;
      return {
        kind: "started",
        runId,
        ...optional("conversationId", text(json["conversation_id"])),
      };
    }
    case "node_start":
      return name === undefined ? undefined : { kind: "node_start", node: name, level };
    case "node_end":
      if (name === undefined) return undefined;
      return { kind: "node_end", node: name, level, status: toOutcome(json["status"]) };
    case "graph_complete":
      return {
        kind: "graph_complete",
        result: {
          finalResult: text(json["final_result"]) ?? "",
          executionChain: list(json["execution_chain"]).map(strings),
        },
      };
    default:
      return undefined;
  }
}

function byKey(json: Json): RunFrame | undefined {
  const node = optional("node", text(json["node_name"]));
  const error = object(json["error"]);
  if (error) {
    const message = text(error["message"]) ?? "";
    return { kind: "error", ...node, message, type: text(error["type"]) ?? "execution_error" };
  }
  const completion = object(json["completion"]);
  if (completion) return { kind: "completion", completion: readCompletion(completion) };
  const incomplete = object(json["incomplete"]);
  if (incomplete) {
    const missingFields = strings(incomplete["missing_fields"]);
    const message = text(incomplete["message"]) ?? "";
    return { kind: "incomplete", incomplete: { message, missingFields } };
  }
  const toolCallId = text(json["tool_call_id"]);
  if (json["role"] === "tool" && toolCallId !== undefined) {
    const isError = json["is_error"] === true;
    return { kind: "tool", ...node, toolCallId, content: toText(json["content"]), isError };
  }
  return Array.isArray(json["choices"]) ? { ...readChunk(json), ...node } : undefined;
}

function readCompletion(json: Json) {
  return {
    message: text(json["message"]) ?? "",
    ...optional("graphName", text(json["graph_name"])),
    ...optional("toolName", text(json["tool_name"])),
  };
}

function readChunk(json: Json): Extract<RunFrame, { kind: "chunk" }> {
  const choice = object(list(json["choices"])[0]) ?? {};
  const delta = object(choice["delta"]) ?? {};
  const toolCalls = list(delta["tool_calls"]).map(readToolCall);
  return {
    kind: "chunk",
    ...optional("reasoning", nonEmpty(delta["reasoning_content"])),
    ...optional("content", nonEmpty(delta["content"])),
    ...optional("toolCalls", toolCalls.length > 0 ? toolCalls : undefined),
    ...optional("finishReason", text(choice["finish_reason"])),
    ...optional("usage", readUsage(json["usage"])),
  };
}

function readToolCall(value: unknown, position: number): ToolCallDelta {
  const call = object(value) ?? {};
  const named = object(call["function"]) ?? {};
  return {
    index: typeof call["index"] === "number" ? call["index"] : position,
    ...optional("id", nonEmpty(call["id"])),
    ...optional("name", nonEmpty(named["name"])),
    ...optional("arguments", nonEmpty(named["arguments"])),
  };
}

/** @see https://platform.openai.com/docs/api-reference/chat/object */
export function readUsage(value: unknown): Usage | undefined {
  const usage = object(value);
  if (!usage) return undefined;
  const prompt_tokens = number(usage["prompt_tokens"]);
  const completion_tokens = number(usage["completion_tokens"]);
  const total_tokens = number(usage["total_tokens"]) || prompt_tokens + completion_tokens;
  return { prompt_tokens, completion_tokens, total_tokens };
}

function toOutcome(value: unknown): NodeOutcome {
  return value === "failed" || value === "skipped" ? value : "completed";
}

function optional<Key extends string, Value>(key: Key, value: Value | undefined) {
  return (value === undefined ? {} : { [key]: value }) as { readonly [K in Key]?: Value };
}

function object(value: unknown): Json | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Json)
    : undefined;
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function strings(value: unknown): readonly string[] {
  return list(value).filter((item) => typeof item === "string");
}

function text(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

function nonEmpty(value: unknown): string | undefined {
  return text(value) || undefined;
}

/** A tool's result is text. Any other JSON is shown as JSON text. */
function toText(value: unknown): string {
  return text(value) ?? JSON.stringify(value ?? "");
}

function number(value: unknown): number {
  return typeof value === "number" ? value : 0;
}
