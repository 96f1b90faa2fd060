import { expect, type Page, test } from "@playwright/test";
import { lastRound, openChat, say, settled, unique } from "./chat.ts";

function fromEnd(page: Page): Promise<number> {
  return page
    .getByTestId("transcript")
    .evaluate(
      ({ scrollHeight, scrollTop, clientHeight }) => scrollHeight - scrollTop - clientHeight,
    );
}

test("the end stays in view until the reader scrolls up, and again after scrolling back", async ({
  page,
}) => {
  test.setTimeout(120_000);
  await openChat(page);
  await say(page, unique("Tell me a long story"));
  const view = page.getByTestId("transcript");
  await expect
    .poll(() => view.evaluate((it) => it.scrollHeight - it.clientHeight))
    .toBeGreaterThan(600);
  expect(await fromEnd(page)).toBeLessThan(200);

  await view.hover();
  await page.mouse.wheel(0, -400);
  await expect(page.getByRole("button", { name: "Jump to latest" })).toBeVisible();
  const top = await view.evaluate(({ scrollTop }) => scrollTop);
  const length = async () => (await lastRound(page).textContent())?.length ?? 0;
  const before = await length();
  await expect.poll(length).toBeGreaterThan(before + 500);
  expect(await view.evaluate(({ scrollTop }) => scrollTop)).toBe(top);

  await page.getByRole("button", { name: "Jump to latest" }).click();
  await expect(page.getByRole("button", { name: "Jump to latest" })).toHaveCount(0);
  await expect.poll(() => fromEnd(page)).toBeLessThan(200);
  await page.getByRole("button", { name: "Stop" }).click();
  await settled(page);
});
