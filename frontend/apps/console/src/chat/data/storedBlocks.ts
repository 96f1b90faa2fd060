import { IDLE_RUN, type RunFrame, type RunState, readFrame, reduceRun } from "@tidings/client/runs";
import type { Round, RoundDetail, StoredMessage } from "./conversation.ts";

/**
 * What is stored of a run, as if it had just come: one reading of a run's frames shows both what
 * streams and what was kept.
 */
export function toRunState(
  round: Pick<Round, "messages" | "state" | "detail" | "usage">,
): RunState {
  const run = toFrames(round).reduce((state, frame) => reduceRun(state, frame, 0), IDLE_RUN);
  return { ...run, usage: round.usage ?? null };
}

function toFrames({ messages, state, detail }: Parameters<typeof toRunState>[0]): RunFrame[] {
  const frames: RunFrame[] = [];
  const known = new Set<string>();
  for (const message of messages) {
    const node = message.node_name;
    if (node !== undefined && message.role !== "user" && !known.has(node)) {
      known.add(node);
      frames.push({ kind: "node_start", node, level: 0 });
    }
    const frame = toFrame(message, node === undefined ? {} : { node });
    if (frame) frames.push(frame);
  }
  frames.push(...detailFrames(detail ?? {}));
  if (state === "failed" || state === "cancelled") {
    const { message = "", type = "execution_error" } = detail?.error ?? {};
    frames.push({ kind: "error", message, type: state === "cancelled" ? state : type });
  }
  frames.push({ kind: "done" });
  return frames;
}

function detailFrames({ completion, incomplete, ...graph }: RoundDetail): RunFrame[] {
  const frames: object[] = [];
  if (completion) frames.push({ completion });
  if (incomplete) frames.push({ incomplete });
  if (graph.final_result !== undefined) frames.push({ type: "graph_complete", ...graph });
  return frames.map((frame) => readFrame(JSON.stringify(frame)));
}

function toFrame(message: StoredMessage, node: { readonly node?: string }): RunFrame | undefined {
  const { role, content, reasoning_content, tool_calls = [], tool_call_id = "" } = message;
  if (role === "tool") {
    return {
      kind: "tool",
      ...node,
      toolCallId: tool_call_id,
      content: content ?? "",
      isError: message.is_error === true,
    };
  }
  if (role !== "assistant") return undefined;
  const toolCalls = tool_calls.map(({ id, function: { name, arguments: args } }, index) => ({
    index,
    id,
    name,
    arguments: args,
  }));
  return {
    kind: "chunk",
    ...node,
    ...(reasoning_content && { reasoning: reasoning_content }),
    ...(content && { content }),
    ...(toolCalls.length > 0 && { toolCalls }),
    finishReason: "stop",
  };
}
