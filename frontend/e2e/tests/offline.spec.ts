import { setTimeout as sleep } from "node:timers/promises";
import { type BrowserContext, expect, type Locator, type Page, test } from "@playwright/test";
import { openNetwork } from "./network.ts";
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

/**
 * Sets the browser's network state. Chromium has a function for it; in other browsers the page is
 * changed instead.
 */
async function setOnline(page: Page, context: BrowserContext, online: boolean): Promise<void> {
  if (context.browser()?.browserType().name() === "chromium") return context.setOffline(!online);
  await page.evaluate((value) => {
    Object.defineProperty(navigator, "onLine", { configurable: true, value });
    window.dispatchEvent(new Event(value ? "online" : "offline"));
  }, online);
}

/** By the keyboard: in Firefox React does not detect the input of `fill`. */
async function write(field: Locator, text: string): Promise<void> {
  await field.selectText();
  await field.pressSequentially(text);
}

test("events published in ten seconds without a network are delivered after it, each once", async ({
  baseURL,
  context,
  page,
  request,
}) => {
  const network = await openNetwork(baseURL ?? "");
  const type = uniqueType();
  await signIn(page, "alice", `${network.url}?filter=type:${type}`);
  const form = publishForm(page);
  await write(form.getByLabel("Type"), type);
  await form.getByRole("checkbox").check();

  network.cut();
  await setOnline(page, context, false);
  await expect(connection(page)).toContainText("Offline");
  const back = Date.now() + 10_000;
  for (const number of upTo(3)) {
    await write(form.getByLabel("Data"), JSON.stringify({ number }));
    await form.getByRole("button", { name: "Publish" }).click();
    await expect(form.getByRole("status")).toContainText(`${number + 1} event`);
  }
  await sleep(Math.max(0, back - Date.now()));
  await expect(form.getByRole("status")).toContainText("3 events wait");
  network.restore();
  await setOnline(page, context, true);

  await expect(connection(page)).toContainText("Live");
  await expect(form.getByRole("status")).toContainText("Accepted", { timeout: 15_000 });
  await publish(request, { type, data: { number: 3 } });
  await expect(summary(page)).toContainText(/^4 of/);
  expect(await readAll(page)).toEqual(upTo(4));
  await page.close();
  await network.close();
});
