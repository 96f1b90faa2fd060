// OpenAI's agents, set to chat completions.
import {
  Agent,
  OpenAIProvider,
  Runner,
  run,
  setDefaultOpenAIClient,
  setOpenAIAPI,
  setTracingDisabled,
  tool,
} from "@openai/agents";
import assert from "node:assert/strict";
import OpenAI from "openai";
import { z } from "zod";
import { aborts, apiKey, baseURL, ok, textOf } from "./support.mjs";

setDefaultOpenAIClient(new OpenAI({ baseURL, apiKey, maxRetries: 0 }));
setOpenAIAPI("chat_completions");
setTracingDisabled(true);

const calculator = tool({
  name: "calculator",
  description: "calculates",
  parameters: z.object({ expression: z.string() }),
  execute: async () => "5",
});
const agent = (model, tools = []) => new Agent({ name: "tester", model, tools });
const streamed = async (subject, prompt, options = {}) => {
  const result = await run(subject, prompt, { ...options, stream: true });
  for await (const _ of result) {
    // read on until it ends or breaks
  }
  await result.completed;
  if (result.error) {
    throw result.error;
  }
  return result;
};

const whole = await run(agent("plain"), "agents plain");
assert.equal(whole.finalOutput, "Hello, world");
assert.equal(whole.state.usage.totalTokens, 8);
ok("run");

const stream = await streamed(agent("plain"), "agents plain");
assert.equal(stream.finalOutput, "Hello, world");
assert.equal(stream.state.usage.totalTokens, 8);
ok("run with stream and usage");

assert.equal((await run(agent("tools", [calculator]), "agents tools")).finalOutput, "5 and 20");
assert.equal(
  (await streamed(agent("tools", [calculator]), "agents tools")).finalOutput,
  "5 and 20",
);
ok("a loop of tools");

await assert.rejects(run(agent("refuses"), "agents refuses"), (error) =>
  /too long/.test(textOf(error)),
);
await assert.rejects(run(agent("always-busy"), "agents busy"), (error) =>
  /429/.test(textOf(error)),
);
ok("refusals");

for (const model of ["error", "cut", "ends", "quirk:finish-null-and-done"]) {
  await assert.rejects(streamed(agent(model), `agents ${model}`), model);
  await assert.rejects(run(agent(model), `agents ${model}`), model);
}
ok("half an answer is an error");

for (const call of [streamed, run]) {
  await aborts(1, (signal) => call(agent("gate"), "agents abort gate=never", { signal }));
}
ok("abort");

const stranger = new Runner({
  modelProvider: new OpenAIProvider({
    openAIClient: new OpenAI({ baseURL, apiKey: "none", maxRetries: 0 }),
    useResponses: false,
  }),
});
await assert.rejects(stranger.run(agent("plain"), "agents stranger"), (error) =>
  /401/.test(textOf(error)),
);
ok("a stranger");
