// OpenAI's own client against /v1 of Tidings. Prints `ok <what>` for each thing that works; the
// first that does not ends it with an error.
import assert from "node:assert/strict";
import OpenAI, {
  APIError,
  AuthenticationError,
  BadRequestError,
  NotFoundError,
  RateLimitError,
} from "openai";

const { TIDINGS_URL, TIDINGS_TOKEN } = process.env;
const client = new OpenAI({ baseURL: `${TIDINGS_URL}/v1`, apiKey: TIDINGS_TOKEN, maxRetries: 0 });
const ok = (what) => process.stdout.write(`ok ${what}\n`);
const asked = (model, more = {}) => ({
  model,
  messages: [{ role: "user", content: `sdk ${model}` }],
  ...more,
});
const tools = [
  { type: "function", function: { name: "calculator", parameters: { type: "object" } } },
];

const models = await client.models.list();
assert.deepEqual(
  models.data.map((model) => model.id),
  ["plain", "tools"],
);
ok("models");

const whole = await client.chat.completions.create(asked("plain"));
assert.equal(whole.choices[0].message.content, "Hello, world");
assert.equal(whole.usage.total_tokens, 8);
ok("create");

let text = "";
for await (const chunk of await client.chat.completions.create(asked("plain", { stream: true }))) {
  text += chunk.choices[0].delta.content ?? "";
}
assert.equal(text, "Hello, world");
ok("create with stream");

let used;
const counted = asked("plain", { stream: true, stream_options: { include_usage: true } });
for await (const chunk of await client.chat.completions.create(counted)) {
  used = chunk.usage ?? used;
}
assert.equal(used.completion_tokens, 3);
ok("include_usage");

const helped = await client.chat.completions.stream(asked("utf8")).finalContent();
assert.equal(helped, "Grüße: 日本語 🙂 ");
ok("stream helper");

const calls = (message) => message.tool_calls.map((call) => JSON.parse(call.function.arguments));
const expected = [{ expression: "2+3" }, { expression: "4*5" }];
const called = await client.chat.completions.create(asked("tools", { tools }));
assert.deepEqual(calls(called.choices[0].message), expected);
ok("tools");

const streamed = client.chat.completions.stream(asked("tools", { tools }));
assert.deepEqual(calls(await streamed.finalMessage()), expected);
ok("tools with the stream helper");

await assert.rejects(client.chat.completions.create(asked("nope")), NotFoundError);
const refused = client.chat.completions.create(asked("nope", { stream: true }));
await assert.rejects(refused, NotFoundError);
await assert.rejects(client.chat.completions.create(asked("always-busy")), RateLimitError);
await assert.rejects(client.chat.completions.create({ model: "plain" }), (error) => {
  assert.ok(error instanceof BadRequestError);
  assert.equal(error.param, "messages");
  return true;
});
const stranger = new OpenAI({ baseURL: `${TIDINGS_URL}/v1`, apiKey: "none", maxRetries: 0 });
await assert.rejects(stranger.chat.completions.create(asked("plain")), AuthenticationError);
ok("error classes");

await assert.rejects(async () => {
  for await (const _ of await client.chat.completions.create(asked("error", { stream: true }))) {
    // read on until it breaks
  }
}, APIError);
await assert.rejects(client.chat.completions.stream(asked("cut")).finalContent(), APIError);
ok("errors within a stream");

// A stream ends with its token. Were that no error, half an answer would pass for a whole one.
const lent = await fetch(`${TIDINGS_URL}/dev/token`, {
  method: "POST",
  headers: { "Content-Type": "application/json" },
  body: JSON.stringify({ user: "sdk", expires_in: 3 }),
});
const brief = new OpenAI({
  baseURL: `${TIDINGS_URL}/v1`,
  apiKey: (await lent.json()).token,
  maxRetries: 0,
});
const messages = [{ role: "user", content: "sdk n=200 ms=50" }];
const cutOff = (error) => error instanceof APIError && error.code === "token_expired";
const streams = [
  (async () => {
    const long = asked("paced", { stream: true, messages });
    for await (const chunk of await brief.chat.completions.create(long)) {
      assert.equal(chunk.choices.length, 1);
    }
  })(),
  brief.chat.completions.stream(asked("paced", { messages })).finalContent(),
];
await Promise.all(streams.map((stream) => assert.rejects(stream, cutOff)));
ok("an expired token");
