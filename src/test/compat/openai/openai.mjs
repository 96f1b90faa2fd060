// OpenAI's own client.
import assert from "node:assert/strict";
import OpenAI, {
  APIError,
  APIUserAbortError,
  AuthenticationError,
  BadRequestError,
  NotFoundError,
  RateLimitError,
} from "openai";
import { aborts, apiKey, baseURL, ok, user } from "./support.mjs";

const client = new OpenAI({ baseURL, apiKey, maxRetries: 0 });
const asked = (model, more = {}) => ({ model, messages: user(`sdk ${model}`), ...more });
const tools = [
  { type: "function", function: { name: "calculator", parameters: { type: "object" } } },
];
const readAll = async (stream) => {
  for await (const _ of await stream) {
    // read on until it ends or breaks
  }
};

const models = await client.models.list();
assert.deepEqual(
  models.data.map((model) => model.id),
  ["plain", "tools", "meta/llama-3"],
);
assert.equal((await client.models.retrieve("meta/llama-3")).id, "meta/llama-3");
ok("models");

const { data: whole, request_id: id } = await client.chat.completions
  .create(asked("plain"))
  .withResponse();
assert.equal(whole.choices[0].message.content, "Hello, world");
assert.equal(whole.choices[0].message.refusal, null);
assert.equal(whole.usage.total_tokens, 8);
assert.match(id, /^r-/);
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

// The helper is strict: it wants a role, an index, an id, a type and a name for each call, and a finish.
const quirks = [
  "tool-calls-without-index",
  "tool-calls-of-one-index",
  "tool-calls-with-arguments-as-object",
  "tool-calls-without-ids",
  "tool-calls-that-stop",
  "function-call",
  "finish-early",
  "finish-absent",
  "content-parts",
  "azure",
  "head-missing",
  "role-empty",
];
for (const quirk of quirks) {
  const strict = client.chat.completions.stream(asked(`quirk:${quirk}`, { tools }));
  const message = await strict.finalMessage();
  for (const call of message.tool_calls ?? []) {
    assert.equal(typeof JSON.parse(call.function.arguments), "object");
  }
  assert.ok(message.content === "Hello" || message.tool_calls.length > 0, quirk);
}
ok("the stream helper with odd servers");

const results = [];
const runner = client.chat.completions.runTools({
  ...asked("tools"),
  tools: [
    {
      type: "function",
      function: {
        name: "calculator",
        parameters: { type: "object", properties: { expression: { type: "string" } } },
        parse: JSON.parse,
        function: ({ expression }) => {
          results.push(expression);
          return "5";
        },
      },
    },
  ],
});
assert.equal(await runner.finalContent(), "5 and 20");
assert.deepEqual(results, ["2+3", "4*5"]);
ok("a loop of tools");

await assert.rejects(client.chat.completions.create(asked("nope")), NotFoundError);
await assert.rejects(
  client.chat.completions.create(asked("nope", { stream: true })),
  NotFoundError,
);
await assert.rejects(client.chat.completions.create({ model: "plain" }), (error) => {
  assert.ok(error instanceof BadRequestError);
  assert.equal(error.param, "messages");
  return true;
});
const stranger = new OpenAI({ baseURL, apiKey: "none", maxRetries: 0 });
await assert.rejects(stranger.chat.completions.create(asked("plain")), AuthenticationError);
await assert.rejects(client.responses.create({ model: "plain", input: "x" }), (error) => {
  assert.ok(error instanceof NotFoundError);
  assert.match(error.message, /chat\/completions/);
  return true;
});
ok("error classes");

for (const stream of [false, true]) {
  await assert.rejects(client.chat.completions.create(asked("refuses", { stream })), (error) => {
    assert.ok(error instanceof BadRequestError);
    assert.equal(error.code, "context_length_exceeded");
    assert.equal(error.param, "messages");
    assert.equal(error.type, "invalid_request_error");
    assert.match(error.requestID, /^r-/);
    return true;
  });
  await assert.rejects(
    client.chat.completions.create(asked("always-busy", { stream })),
    (error) => {
      assert.ok(error instanceof RateLimitError);
      assert.equal(error.headers.get("retry-after"), "60");
      return true;
    },
  );
}
ok("errors of the server behind");

for (const model of ["error", "cut", "ends", "quirk:error-field", "quirk:finish-null-and-done"]) {
  await assert.rejects(readAll(client.chat.completions.create(asked(model, { stream: true }))), APIError);
  await assert.rejects(client.chat.completions.stream(asked(model)).finalContent(), APIError);
  await assert.rejects(client.chat.completions.create(asked(model)), APIError);
}
ok("half an answer is an error");

// Twenty calls are what a user may have at a time: those that were aborted must not count.
const aborted = async (more, signal) => {
  const messages = user("sdk abort gate=never");
  await assert.rejects(
    async () => {
      const answer = await client.chat.completions.create({ model: "gate", messages, ...more }, { signal });
      await readAll(answer);
      signal.throwIfAborted(); // a stream that is aborted ends without an error
    },
    (error) => error instanceof APIUserAbortError || error === signal.reason,
  );
};
for (const more of [{ stream: true }, { stream: false }]) {
  const settled = await aborts(20, (signal) =>
    Promise.all(Array.from({ length: 20 }, () => aborted(more, signal))),
  );
  assert.equal(settled.status, "fulfilled", settled.reason);
}
ok("twenty aborted calls end");

// A stream ends with its token. Were that no error, half an answer would pass for a whole one.
const lent = await fetch(new URL("/dev/token", baseURL), {
  method: "POST",
  headers: { "Content-Type": "application/json" },
  body: JSON.stringify({ user: "sdk", expires_in: 3 }),
});
const brief = new OpenAI({ baseURL, apiKey: (await lent.json()).token, maxRetries: 0 });
const messages = user("sdk n=200 ms=50");
const cutOff = (error) => error instanceof APIError && error.code === "token_expired";
const streams = [
  readAll(brief.chat.completions.create(asked("paced", { stream: true, messages }))),
  brief.chat.completions.stream(asked("paced", { messages })).finalContent(),
];
await Promise.all(streams.map((stream) => assert.rejects(stream, cutOff)));
ok("an expired token");
