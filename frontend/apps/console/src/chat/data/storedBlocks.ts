import { IDLE_RUN, type RunFrame, type RunState, readFrame, reduceRun } from "@tidings/client/runs";
import type { Round, RoundDetail, StoredMessage } from "./conversation.ts";
import { type StoredNode, storedNodes } from "./storedNodes.ts";

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
  const told = messageFrames(messages);
  const begun = new Set(told.flatMap((frame) => (frame.kind === "node_start" ? frame.node : [])));
  const details = detail ?? {};
  return [
    ...told,
    ...storedNodes(details).flatMap((node) => nodeFrames(node, begun.has(node.node))),
    ...detailFrames(details),
    ...errorFrames(state, details),
    { kind: "done" },
  ];
}

/** What was said; a node starts with the first of its words. */
function messageFrames(messages: readonly StoredMessage[]): RunFrame[] {
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
  return frames;
}

function nodeFrames({ node, level, outcome }: StoredNode, begun: boolean): RunFrame[] {
  const frames: RunFrame[] = [];
  if (!begun && outcome !== "skipped") frames.push({ kind: "node_start", node, level });
  if (outcome) frames.push({ kind: "node_end", node, level, status: outcome });
  return frames;
}

function errorFrames(state: Round["state"], { error }: RoundDetail): RunFrame[] {
  if (state !== "failed" && state !== "cancelled") return [];
  const { message = "", type = "execution_error" } = error ?? {};
  return [{ kind: "error", message, type: state === "cancelled" ? state : type }];
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
