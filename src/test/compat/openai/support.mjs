// What the scripts have in common. Each prints `ok <what>` for each thing that works; the first that
// does not ends it with an error.
import assert from "node:assert/strict";

const { TIDINGS_URL, TIDINGS_TOKEN } = process.env;

export const baseURL = `${TIDINGS_URL}/v1`;
export const apiKey = TIDINGS_TOKEN;

export const ok = (what) => process.stdout.write(`ok ${what}\n`);

/** A question that the stub of a model recognizes. */
export const user = (text) => [{ role: "user", content: text }];

/** How many runs of this user have not ended. */
const running = async () => {
  const answer = await fetch(`${TIDINGS_URL}/api/runs`, {
    headers: { Authorization: `Bearer ${TIDINGS_TOKEN}` },
  });
  assert.equal(answer.status, 200);
  return (await answer.json()).runs.length;
};

/** Waits until a condition holds; a failure names it. */
export const until = async (what, condition, atMost = 8000) => {
  const end = Date.now() + atMost;
  while (!(await condition())) {
    assert.ok(Date.now() < end, `in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
};

/**
 * Starts calls that do not end by themselves, aborts them, and waits until their runs have ended.
 *
 * @param count how many calls are started
 * @param start starts them with the signal given to it; settles when they have all settled
 * @returns how they settled
 */
export const aborts = async (count, start) => {
  await until("earlier runs end", async () => (await running()) === 0);
  const controller = new AbortController();
  const outcome = Promise.allSettled([start(controller.signal)]);
  await until("the calls run", async () => (await running()) === count);
  controller.abort();
  const [settled] = await outcome;
  await until("the runs of aborted calls end", async () => (await running()) === 0, 30_000);
  return settled;
};

/** Text of an error and all that caused it. */
export const textOf = (error) => {
  const texts = [];
  for (let at = error; at; at = at.cause ?? at.lastError) {
    texts.push(`${at.name} ${at.statusCode ?? at.status ?? ""} ${at.message} ${at.responseBody ?? ""}`);
  }
  return texts.join(" < ");
};
