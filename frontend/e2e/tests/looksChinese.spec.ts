import { expect, test } from "@playwright/test";
import { picture } from "./inspect.ts";
import { serveLetters } from "./letters.ts";
import { publish, uniqueType } from "./tidings.ts";

test.use({ locale: "zh-CN" });

for (const width of [1280, 390]) {
  test.describe(`${width} wide`, () => {
    test.use({ viewport: { width, height: width === 390 ? 844 : 800 } });

    test("every page looks right in Chinese", async ({ page, request }) => {
      await serveLetters(page);
      await page.goto("/");
      await picture(page, `sign-in-zh-${width}`);
      await page.getByRole("button", { name: "以 admin 身份登录" }).click();
      await expect(page.getByRole("group", { name: "连接" })).toContainText("实时");
      const last = uniqueType();
      await publish(request, [
        { type: "task.progress", data: { task: "导入客户", progress: 0.4, message: "读取中" } },
        { type: last, data: { 订单: 4711 } },
      ]);
      await expect(page.getByRole("listitem").filter({ hasText: last })).toBeVisible();
      await picture(page, `live-zh-${width}`);
      const pages = page.getByRole("navigation", { name: "页面" });
      await pages.getByRole("link", { name: "任务" }).click();
      await expect(page.getByText("导入客户")).toBeVisible();
      await picture(page, `tasks-zh-${width}`);
      await pages.getByRole("link", { name: "连接" }).click();
      await expect(page.getByText("本标签页")).toBeVisible();
      await picture(page, `connections-zh-${width}`);
      await pages.getByRole("link", { name: "死信" }).click();
      await page.getByRole("button", { name: "type: is missing" }).click();
      await picture(page, `dead-letters-zh-${width}`);
    });
  });
}
