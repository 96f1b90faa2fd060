import { setTimeout as sleep } from "node:timers/promises";

/** The data of a frame. */
export type FrameData = Readonly<Record<string, unknown>>;

/** Emits the frames of a model and of its tools. */
export type Emit = (frame: FrameData) => void;

/** A scripted failure of the model. */
export class ScriptedFailure extends Error {}

const WORDS = [
  "Events",
  "arrive",
  "in",
  "their",
  "order",
  "each",
  "once",
  "and",
  "a",
  "gap",
  "is",
  "told",
];
const CODE =
  '```js\nconst run = await start({ model: "scripted" });\nfor await (const frame of run) show(frame);\n```';

/**
 * Plays the scripted model. A prompt with "tool" calls two tools first, with "fail" fails midway, with
 * "slow" takes 20 s, with "long" has 5,000 tokens. Any other prompt gets reasoning and an answer.
 *
 * @returns the number of tokens
 */
export async function play(prompt: string, emit: Emit, signal: AbortSignal): Promise<number> {
  let tokens = 0;
  const say = async (delta: FrameData, ms: number, more: FrameData = {}) => {
    tokens += 1;
    emit(chunk(delta, more));
    await sleep(ms, undefined, { signal });
  };
  const text = async (key: "content" | "reasoning_content", whole: string, ms = 12) => {
    for (const [token] of whole.matchAll(/\s*\S+\s?/g)) await say({ [key]: token }, ms);
  };
  const has = (word: string) => new RegExp(`\\b${word}`, "i").test(prompt);

  await text(
    "reasoning_content",
    `The question is "${prompt.slice(0, 80)}". I look at it from all sides, and answer in a few words.`,
  );
  if (has("tool")) await callTools(say, emit, signal);
  if (has("fail")) {
    await text("content", "This answer breaks off in the");
    throw new ScriptedFailure("The model gave up in the middle of its answer");
  }
  if (has("slow"))
    await text("content", Array.from({ length: 200 }, (_, i) => word(i)).join(" "), 100);
  else if (has("long")) await streamLongText(say);
  else await text("content", answerTo(prompt));
  emit(chunk({}, { finish_reason: "stop" }));
  return tokens;
}

function answerTo(prompt: string): string {
  return [
    `You said **${prompt.slice(0, 80)}**. This is what a *scripted* model answers, with \`code\`, [a link](https://www.rfc-editor.org/rfc/rfc9457) and a list:`,
    "- one thing\n- another thing\n  - that has parts",
    CODE,
    "| status | means |\n| --- | --- |\n| `open` | events flow |\n| `closed` | they do not |",
    "That is all 🙂 — 完毕。",
  ].join("\n\n");
}

type Say = (delta: FrameData, ms: number, more?: FrameData) => Promise<void>;

async function callTools(say: Say, emit: Emit, signal: AbortSignal): Promise<void> {
  const call = (index: number, id: string, name: string, args: string) =>
    say({ tool_calls: [{ index, id, type: "function", function: { name, arguments: args } }] }, 20);
  await call(0, "t1", "add", "");
  for (const part of ['{"a":', " 1, ", '"b": 2}']) {
    await say({ tool_calls: [{ index: 0, function: { arguments: part } }] }, 30);
  }
  await call(1, "t2", "now", '{"zone": "UTC"}');
  emit(chunk({}, { finish_reason: "tool_calls" }));
  await sleep(300, undefined, { signal });
  emit({ role: "tool", tool_call_id: "t2", content: '{"time":"12:00:00Z"}' });
  await sleep(500, undefined, { signal });
  emit({ role: "tool", tool_call_id: "t1", content: "3" });
}

/** 5,000 tokens in paragraphs, lists and code. */
async function streamLongText(say: Say): Promise<void> {
  for (let i = 0; i < 5000; i += 1) {
    const at = i % 120;
    const before = at === 0 && i > 0 ? "\n\n" : "";
    const bullet = at > 80 && at % 10 === 0 ? "\n- " : "";
    const heading = at === 0 ? `### Part ${i / 120 + 1}\n\n` : "";
    await say({ content: `${before}${heading}${bullet}${word(i)} ` }, i % 8 === 0 ? 6 : 0);
  }
}

function word(i: number): string {
  const plain = WORDS[(i * 7) % WORDS.length] ?? "";
  if (i % 23 === 0) return `**${plain}**`;
  return i % 31 === 0 ? `\`${plain}\`` : plain;
}

function chunk(delta: FrameData, more: FrameData): FrameData {
  const choice = { index: 0, delta, finish_reason: null, ...more };
  return {
    id: "chatcmpl-1",
    object: "chat.completion.chunk",
    created: 0,
    model: "scripted",
    choices: [choice],
  };
}
