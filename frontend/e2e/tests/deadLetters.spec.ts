import { expect, test } from "@playwright/test";
import { serveLetters } from "./letters.ts";
import { open, signIn } from "./tidings.ts";

test("a letter is refused unchanged, and accepted after a correction", async ({ page }) => {
  const requests = await serveLetters(page);
  await signIn(page, "admin");
  await open(page, "Dead letters");
  await page.getByRole("button", { name: "type: is missing" }).click();
  const payload = page.getByLabel("Payload");
  await expect(payload).toHaveValue('{"data":{"order":4711}}');
  await page.getByRole("button", { name: "Replay unchanged" }).click();
  await expect(page.getByRole("main").getByRole("alert")).toHaveText(
    "The letter still cannot be read\ntype: is missing",
  );

  const mended = '{"type":"orders.paid","data":{"order":4711}}';
  await payload.fill(mended);
  await page.getByRole("button", { name: "Replay the corrected event" }).click();
  await expect(page.getByText("Accepted at 0-99")).toBeVisible();
  await expect(page.getByRole("button", { name: "type: is missing" })).toContainText("Replayed");
  expect(requests).toEqual([
    { id: "0-43", body: null, contentType: undefined },
    { id: "0-43", body: mended, contentType: "application/json" },
  ]);
});

test("bytes that are not text are shown as hex, and older letters on demand", async ({ page }) => {
  await serveLetters(page);
  await signIn(page, "admin");
  await open(page, "Dead letters");
  const letters = page.getByRole("list", { name: "Dead letters, newest first" });
  await expect(letters.getByRole("listitem")).toHaveCount(2);
  await page.getByRole("button", { name: "Show older" }).click();
  await expect(letters.getByRole("listitem")).toHaveCount(3);
  await expect(letters.getByRole("listitem").last()).toContainText("Replayed");
  await letters.getByRole("button", { name: "data: is neither" }).click();
  await expect(page.getByRole("region", { name: "Payload" })).toContainText("000000  ff fe fd");
});

test("a user who is not an administrator has no dead letters", async ({ page }) => {
  await page.route("**/api/admin/dead-letters?**", (route) => route.fulfill({ status: 403 }));
  await signIn(page, "alice");
  const pages = page.getByRole("navigation", { name: "Pages" });
  await expect(pages.getByRole("link", { name: "Tasks" })).toBeVisible();
  await expect(pages.getByRole("link", { name: "Dead letters" })).toHaveCount(0);
  await page.goto("./#dead-letters");
  await expect(page.getByText("You do not have access to this page.")).toBeVisible();
});
