// The AI SDK, with its provider for compatible servers.
import { createOpenAICompatible } from "@ai-sdk/openai-compatible";
import { generateText, isStepCount, stepCountIs, streamText, tool } from "ai";
import assert from "node:assert/strict";
import { z } from "zod";
import { aborts, apiKey, baseURL, ok, textOf } from "./support.mjs";

const provider = createOpenAICompatible({ name: "tidings", baseURL, apiKey, includeUsage: true });
const stranger = createOpenAICompatible({ name: "tidings", baseURL, apiKey: "none" });
const asked = (model, more = {}) => ({
  model: provider(model),
  prompt: `ai-sdk ${model}`,
  maxRetries: 0,
  ...more,
});
const calculator = tool({
  description: "calculates",
  inputSchema: z.object({ expression: z.string() }),
  execute: async () => "5",
});
const steps = (stepCountIs ?? isStepCount)(3);

/** The text of a stream; its error is thrown. */
const textOfStream = async (options) => {
  let failure;
  let text = "";
  const result = streamText({ ...options, onError: ({ error }) => (failure ??= error) });
  for await (const part of result.fullStream) {
    if (part.type === "text-delta") {
      text += part.text;
    } else if (part.type === "error") {
      failure ??= part.error;
    }
  }
  if (failure) {
    throw failure;
  }
  return { text, usage: await result.totalUsage };
};

const whole = await generateText(asked("plain"));
assert.equal(whole.text, "Hello, world");
assert.equal(whole.usage.totalTokens, 8);
ok("generateText");

const streamed = await textOfStream(asked("plain"));
assert.equal(streamed.text, "Hello, world");
assert.equal(streamed.usage.totalTokens, 8);
ok("streamText with usage");

const thought = await generateText(asked("reasoning"));
assert.equal(thought.reasoningText, "Let me think.");
ok("reasoning");

const looped = await generateText(asked("tools", { tools: { calculator }, stopWhen: steps }));
assert.equal(looped.text, "5 and 20");
const loopedStream = await textOfStream(
  asked("tools", { tools: { calculator }, stopWhen: steps }),
);
assert.equal(loopedStream.text, "5 and 20");
ok("a loop of tools");

const add = tool({ inputSchema: z.object({ n: z.number() }), execute: async () => "1" });
const sub = tool({ inputSchema: z.object({ n: z.number() }), execute: async () => "2" });
for (const quirk of [
  "tool-calls-without-index",
  "tool-calls-of-one-index",
  "tool-calls-with-arguments-as-object",
  "tool-calls-without-index-and-ids-in-one-chunk",
  "tool-calls-that-stop",
]) {
  const result = await textOfStream(
    asked(`quirk:${quirk}`, { tools: { add, sub }, stopWhen: steps }),
  );
  assert.equal(result.text, "done", quirk);
}
ok("tools of odd servers");

await assert.rejects(
  generateText({ model: stranger("plain"), prompt: "x", maxRetries: 0 }),
  (error) => /401/.test(textOf(error)),
);
await assert.rejects(generateText(asked("refuses")), (error) => /too long/.test(textOf(error)));
await assert.rejects(generateText(asked("always-busy")), (error) => {
  assert.equal(error.statusCode, 429);
  assert.equal(error.responseHeaders["retry-after"], "60");
  return true;
});
ok("refusals");

for (const model of ["error", "cut", "ends", "quirk:finish-null-and-done"]) {
  await assert.rejects(textOfStream(asked(model)), model);
  await assert.rejects(generateText(asked(model)), model);
}
ok("half an answer is an error");

for (const call of [textOfStream, generateText]) {
  await aborts(1, (abortSignal) =>
    call(asked("gate", { prompt: "ai-sdk abort gate=never", abortSignal })),
  );
}
ok("abort");
