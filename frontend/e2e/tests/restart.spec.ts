import { type APIRequestContext, expect, test } from "@playwright/test";
import { connection, publish, rows, signIn, uniqueType } from "./tidings.ts";

// Who kills and starts the server: POST /kill, /start, and /record for what enters the log meanwhile.
const control = process.env.TIDINGS_CONTROL;

async function tell(request: APIRequestContext, what: string, data?: object): Promise<void> {
  const answer = await request.post(`${control}/${what}`, { data, timeout: 90_000 });
  expect(answer.status()).toBe(204);
}

test("shows what happened while its server was dead, once and in order", async ({
  page,
  request,
}) => {
  test.setTimeout(120_000);
  const type = uniqueType();
  await signIn(page, "alice");
  await publish(request, { type, data: { number: 0 } });
  await expect(rows(page, type)).toHaveCount(1);

  await tell(request, "kill");
  await expect(connection(page)).toHaveAttribute("data-state", "reconnecting");
  for (const number of [1, 2, 3]) await tell(request, "record", { type, data: { number } });
  await tell(request, "start");
  await expect(connection(page)).toHaveAttribute("data-state", "open", { timeout: 40_000 });
  await publish(request, { type, data: { number: 4 } });

  await expect(rows(page, type)).toHaveCount(5);
  const texts = await rows(page, type).allTextContents();
  expect(texts.map((text) => /"number": ?(\d)/.exec(text)?.[1])).toEqual(["4", "3", "2", "1", "0"]);
  await expect(page.getByText("may be missing")).toHaveCount(0);
});
