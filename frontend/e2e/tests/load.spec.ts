import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "@playwright/test";
import { openNetwork } from "./network.ts";
import {
  connection,
  numbered,
  publish,
  readAll,
  rows,
  signIn,
  summary,
  uniqueType,
  upTo,
} from "./tidings.ts";

test("1,000 events at 200 a second are all shown, each once, in their order", async ({
  page,
  request,
}) => {
  const type = uniqueType();
  await signIn(page, "alice", `./?filter=type:${type}`);
  const began = Date.now();
  for (let at = 0; at < 1000; at += 20) {
    await publish(request, numbered(type, at, 20));
    await sleep(Math.max(0, began + (at + 20) * 5 - Date.now()));
  }
  await expect(summary(page)).toContainText(/^1,000 of/);
  expect(await readAll(page)).toEqual(upTo(1000));
});

test("while the server is unreachable the indicator says so, and missed events are replayed", async ({
  baseURL,
  page,
  request,
}) => {
  const network = await openNetwork(baseURL ?? "");
  const type = uniqueType();
  await signIn(page, "alice", `${network.url}?filter=type:${type}`);
  const states = await recordStates(page);
  await publish(request, numbered(type, 0, 50));
  await expect(summary(page)).toContainText(/^50 of/);

  network.cut();
  await expect(connection(page)).toContainText(/Reconnecting/);
  await publish(request, numbered(type, 50, 50));
  await connection(page).getByRole("button").click();
  const details = page.getByRole("dialog", { name: "Connection details" });
  await expect(details).toContainText("The server is unreachable");
  await expect(details).toContainText(/next in \d+ s/);
  network.restore();
  await details.getByRole("button", { name: "Reconnect now" }).click();
  await expect(connection(page)).toContainText("Live");

  await publish(request, numbered(type, 100, 50));
  await expect(summary(page)).toContainText(/^150 of/);
  expect(await readAll(page)).toEqual(upTo(150));
  await expect(rows(page, "Events may be missing here")).toHaveCount(0);
  expect(await states()).toEqual(expect.arrayContaining(["reconnecting", "open"]));
  await page.close();
  await network.close();
});

/** Records each state of the indicator. */
async function recordStates(
  page: import("@playwright/test").Page,
): Promise<() => Promise<string[]>> {
  const seen = await page.evaluateHandle(() => {
    const states: string[] = [];
    const indicator = document.querySelector<HTMLElement>("[data-state]");
    if (indicator) {
      const note = () => void states.push(indicator.dataset["state"] ?? "");
      new MutationObserver(note).observe(indicator, { attributeFilter: ["data-state"] });
    }
    return states;
  });
  return () => seen.jsonValue();
}
