import { IDLE_RUN, type RunFrame, type RunState, readFrame, reduceRun } from "@tidings/client/runs";
import { type Round, type RoundDetail, type StoredMessage, textOf } from "./conversation.ts";
import { type StoredNode, storedNodes } from "./storedNodes.ts";

/** The part of a stored round that its run's state consists of. */
export type StoredRun = Pick<Round, "messages" | "state"> &
  Partial<Pick<Round, "detail" | "usage">>;

/**
 * Converts a stored round to a run's state, by way of the frames that would have produced it. So one
 * component shows stored and streaming runs.
 */
export function toRunState(round: StoredRun): RunState {
  const run = toFrames(round).reduce((state, frame) => reduceRun(state, frame, 0), IDLE_RUN);
  return { ...run, usage: round.usage ?? null };
}

function toFrames({ messages, state, detail }: StoredRun): RunFrame[] {
  const spoken = messageFrames(messages);
  const started = new Set(
    spoken.flatMap((frame) => (frame.kind === "node_start" ? frame.node : [])),
  );
  const details = detail ?? {};
  return [
    ...spoken,
    ...storedNodes(details).flatMap((node) => nodeFrames(node, started.has(node.node))),
    ...detailFrames(details),
    ...errorFrames(state, details),
    { kind: "done" },
  ];
}

/** The frames of the messages. A node starts with its first message. */
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

function nodeFrames({ node, level, outcome }: StoredNode, started: boolean): RunFrame[] {
  const frames: RunFrame[] = [];
  if (!started && outcome !== "skipped") frames.push({ kind: "node_start", node, level });
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
  const { role, reasoning_content, tool_calls = [], tool_call_id = "" } = message;
  const content = textOf(message);
  if (role === "tool") {
    return {
      kind: "tool",
      ...node,
      toolCallId: tool_call_id,
      content,
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
