// LangChain's client.
import { HumanMessage, ToolMessage } from "@langchain/core/messages";
import { tool } from "@langchain/core/tools";
import { ChatOpenAI } from "@langchain/openai";
import assert from "node:assert/strict";
import { z } from "zod";
import { aborts, apiKey, baseURL, ok, textOf } from "./support.mjs";

const chat = (model, more = {}) =>
  new ChatOpenAI({
    model,
    apiKey,
    configuration: { baseURL },
    maxRetries: 0,
    useResponsesApi: false,
    ...more,
  });
const question = (model) => [new HumanMessage(`langchain ${model}`)];
const calculator = tool(async () => "5", {
  name: "calculator",
  description: "calculates",
  schema: z.object({ expression: z.string() }),
});
/** All chunks of a stream as one message. */
const joined = async (stream) => {
  let all;
  for await (const chunk of await stream) {
    all = all === undefined ? chunk : all.concat(chunk);
  }
  return all;
};

const whole = await chat("plain").invoke(question("plain"));
assert.equal(whole.content, "Hello, world");
assert.equal(whole.usage_metadata.total_tokens, 8);
ok("invoke");

const streamed = await joined(chat("plain").stream(question("plain")));
assert.equal(streamed.content, "Hello, world");
assert.equal(streamed.usage_metadata.total_tokens, 8);
const counted = await joined(chat("quirk:usage-in-each-chunk").stream(question("usage")));
assert.equal(counted.usage_metadata.total_tokens, 8, "it sums all usage that it is sent");
ok("stream with usage");

for (const ask of [
  (model, messages) => model.invoke(messages),
  (model, messages) => joined(model.stream(messages)),
]) {
  const withTools = chat("tools").bindTools([calculator]);
  const messages = question("tools");
  const called = await ask(withTools, messages);
  assert.deepEqual(
    called.tool_calls.map((call) => call.args.expression),
    ["2+3", "4*5"],
  );
  const results = called.tool_calls.map(
    (call) => new ToolMessage({ tool_call_id: call.id, content: "5" }),
  );
  const answer = await ask(withTools, [...messages, called, ...results]);
  assert.equal(answer.content, "5 and 20");
}
ok("a loop of tools");

for (const quirk of [
  "tool-calls-without-index",
  "tool-calls-of-one-index",
  "tool-calls-with-arguments-as-object",
  "tool-calls-without-index-and-ids-in-one-chunk",
]) {
  const called = await joined(chat(`quirk:${quirk}`).stream(question(quirk)));
  assert.deepEqual(called.tool_calls.map((call) => call.args.n), [1, 2], quirk);
}
ok("tools of odd servers");

await assert.rejects(chat("plain", { apiKey: "none" }).invoke(question("plain")), (error) =>
  /401/.test(textOf(error)),
);
await assert.rejects(chat("refuses").invoke(question("refuses")), (error) =>
  /too long/.test(textOf(error)),
);
await assert.rejects(chat("always-busy").invoke(question("busy")), (error) =>
  /429/.test(textOf(error)),
);
ok("refusals");

for (const model of ["error", "cut", "ends", "quirk:finish-null-and-done"]) {
  await assert.rejects(joined(chat(model).stream(question(model))), model);
  await assert.rejects(chat(model).invoke(question(model)), model);
}
ok("half an answer is an error");

for (const streaming of [true, false]) {
  const messages = [new HumanMessage("langchain abort gate=never")];
  await aborts(1, (signal) =>
    streaming
      ? joined(chat("gate").stream(messages, { signal }))
      : chat("gate").invoke(messages, { signal }),
  );
}
ok("abort");
