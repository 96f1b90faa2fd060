import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "@playwright/test";
import {
  connection,
  publish,
  publishForm,
  readAll,
  signIn,
  summary,
  uniqueType,
  upTo,
} from "./tidings.ts";

test("what is published in ten seconds without a network is delivered after it, each once", async ({
  context,
  page,
  request,
}) => {
  const type = uniqueType();
  await signIn(page, "alice", `/?filter=type:${type}`);
  const form = publishForm(page);
  await form.getByLabel("Type").fill(type);
  await form.getByRole("checkbox").check();

  await context.setOffline(true);
  await expect(connection(page)).toContainText("Offline");
  const back = Date.now() + 10_000;
  for (const number of upTo(3)) {
    await form.getByLabel("Data").fill(JSON.stringify({ number }));
    await form.getByRole("button", { name: "Publish" }).click();
    await expect(form.getByRole("status")).toContainText(`${number + 1} event`);
  }
  await sleep(Math.max(0, back - Date.now()));
  await expect(form.getByRole("status")).toContainText("3 events wait");
  await context.setOffline(false);

  await expect(connection(page)).toContainText("Live");
  await expect(form.getByRole("status")).toContainText("Accepted", { timeout: 15_000 });
  await publish(request, { type, data: { number: 3 } });
  await expect(summary(page)).toContainText(/^4 of/);
  expect(await readAll(page)).toEqual(upTo(4));
});
