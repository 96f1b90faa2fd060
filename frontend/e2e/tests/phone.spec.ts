import { expect, test } from "@playwright/test";
import { numbered, publish, readAll, rows, signIn, summary, uniqueType, upTo } from "./tidings.ts";

test.use({ viewport: { width: 390, height: 844 } });

test("on a phone a user signs in, receives events, opens one, and continues", async ({
  page,
  request,
}) => {
  const type = uniqueType();
  await signIn(page, "alice", `./?filter=type:${type}`);
  await publish(request, numbered(type, 0, 30));
  await expect(summary(page)).toContainText(/^30 of/);
  expect(await readAll(page)).toEqual(upTo(30));
  await page.getByTestId("event-viewport").evaluate((list) => list.scrollTo({ top: 0 }));

  await rows(page, '"number":29}').getByRole("button").click();
  const inspector = page.getByRole("dialog", { name: "Event" });
  await expect(inspector).toContainText(type);
  await expect(inspector).toContainText("29");
  // Events that arrive meanwhile are visible after closing.
  await publish(request, numbered(type, 30, 5));
  await inspector.getByRole("button", { name: "Close" }).click();
  await expect(inspector).toHaveCount(0);
  await expect(rows(page, '"number":34}')).toBeInViewport();
  await expect(summary(page)).toContainText(/^35 of/);
  const overflow = () => document.documentElement.scrollWidth - innerWidth;
  expect(await page.evaluate(overflow)).toBeLessThanOrEqual(0);
});
