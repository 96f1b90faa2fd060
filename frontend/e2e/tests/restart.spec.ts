import { expect, test } from "@playwright/test";
import { connection, control, open, publish, rows, signIn, uniqueType } from "./tidings.ts";

test("shows the events of a time when its server was dead, once and in order", async ({
  page,
  request,
}) => {
  test.setTimeout(120_000);
  const type = uniqueType();
  await signIn(page, "alice");
  await publish(request, { type, data: { number: 0 } });
  await expect(rows(page, type)).toHaveCount(1);

  await control(request, "kill");
  await expect(connection(page)).toHaveAttribute("data-state", "reconnecting");
  for (const number of [1, 2, 3]) await control(request, "record", { type, data: { number } });
  await control(request, "start");
  await expect(connection(page)).toHaveAttribute("data-state", "open", { timeout: 40_000 });
  await publish(request, { type, data: { number: 4 } });

  await expect(rows(page, type)).toHaveCount(5);
  const texts = await rows(page, type).allTextContents();
  expect(texts.map((text) => /"number": ?(\d)/.exec(text)?.[1])).toEqual(["4", "3", "2", "1", "0"]);
  await expect(page.getByText("may be missing")).toHaveCount(0);
});

test("shows a record that cannot be read, and replays it after a correction", async ({
  page,
  request,
}) => {
  const type = uniqueType();
  const broken = `{"type":"${type}","data":{"order":4711}`;
  await signIn(page, "admin");
  await control(request, "record", broken);
  await open(page, "Dead letters");
  const letters = page.getByRole("list", { name: "Dead letters, newest first" });
  const newest = letters.getByRole("listitem").first();
  const payload = page.getByLabel("Payload");
  // The server reads Kafka asynchronously.
  await expect(async () => {
    await page.getByRole("button", { name: "Reload" }).click();
    await newest.getByRole("button").first().click({ timeout: 1000 });
    await expect(payload).toHaveValue(broken, { timeout: 1000 });
  }).toPass();

  await page.getByRole("button", { name: "Replay unchanged" }).click();
  await expect(page.getByRole("main").getByRole("alert")).toContainText(/^not JSON: /);
  await payload.fill(`${broken}}`);
  await page.getByRole("button", { name: "Replay the corrected event" }).click();
  await expect(page.getByText(/Accepted at /)).toBeVisible();
  await expect(newest).toContainText("Replayed");
  await open(page, "Live events");
  await expect(rows(page, type)).toHaveCount(1);
  await expect(rows(page, type)).toContainText("4711");
});
