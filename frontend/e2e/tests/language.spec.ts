import { expect, test } from "@playwright/test";

test.use({ locale: "zh-CN" });

test("the console uses the browser's language, and then the selected one", async ({ page }) => {
  await page.goto("./");
  await expect(page.locator("html")).toHaveAttribute("lang", "zh-CN");
  await page.getByRole("button", { name: "以 alice 身份登录" }).click();
  await expect(page.getByRole("heading", { name: "实时事件" })).toBeVisible();
  await page.getByRole("button", { name: "English" }).click();
  await expect(page.getByRole("heading", { name: "Live events" })).toBeVisible();
  await page.reload();
  await expect(page.getByRole("heading", { name: "Live events" })).toBeVisible();
  await expect(page.locator("html")).toHaveAttribute("lang", "en");
});
