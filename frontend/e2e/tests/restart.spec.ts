import { expect, test } from "@playwright/test";
import { connection, publish, rows, signIn, tell, uniqueType } from "./tidings.ts";

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
