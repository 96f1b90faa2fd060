import { expect, type Page, test } from "@playwright/test";
import { inspect, TRANSLATED_WIDTHS } from "./inspect.ts";
import { serveLetters } from "./letters.ts";
import { serveSession } from "./session.ts";
import { publish, uniqueType } from "./tidings.ts";

test.use({ locale: "zh-CN" });

// Each page is inspected twice, in light and in dark.
test.describe.configure({ timeout: 90_000 });

async function signIn(page: Page, user: string): Promise<void> {
  await page.getByRole("button", { name: `以 ${user} 身份登录` }).click();
  await expect(page.getByRole("group", { name: "连接" })).toContainText("实时");
}

for (const width of TRANSLATED_WIDTHS) {
  test.describe(`${width} wide`, () => {
    test.use({ viewport: { width, height: width === 390 ? 844 : 800 } });
    const look = (page: Page, name: string) => inspect(page, `${name}-zh-${width}`);

    test("the live events look right in Chinese and are accessible", async ({ page, request }) => {
      await page.goto("./");
      await expect(page.getByRole("button", { name: "以 admin 身份登录" })).toBeVisible();
      await look(page, "sign-in");
      await signIn(page, "admin");
      const last = uniqueType();
      await publish(request, [
        { type: "task.progress", data: { task: "导入客户", progress: 0.4, message: "读取中" } },
        { type: last, data: { 订单: 4711 } },
      ]);
      const row = page.getByRole("listitem").filter({ hasText: last });
      await expect(row).toBeVisible();
      await look(page, "live");
      await row.getByRole("button").click();
      await expect(page.getByText("接收时间")).toBeVisible();
      await look(page, "inspector");
      await page.getByRole("button", { name: "关闭" }).click();
      await page.getByRole("group", { name: "连接" }).getByRole("button").click();
      await expect(page.getByRole("dialog", { name: "连接详情" })).toContainText("事件流 (SSE)");
      await look(page, "connection");
    });

    test("the other pages look right in Chinese and are accessible", async ({ page, request }) => {
      await serveLetters(page);
      await page.goto("./");
      await signIn(page, "admin");
      const data = { task: "导入客户", progress: 0.4, message: "读取中" };
      await publish(request, { type: "task.progress", data });
      const pages = page.getByRole("navigation", { name: "页面" });
      await pages.getByRole("link", { name: "任务" }).click();
      await expect(page.getByText("导入客户")).toBeVisible();
      await look(page, "tasks");
      await pages.getByRole("link", { name: "连接" }).click();
      await expect(page.getByText("本标签页")).toBeVisible();
      await look(page, "connections");
      await pages.getByRole("link", { name: "死信" }).click();
      await page.getByRole("button", { name: "type: is missing" }).click();
      await look(page, "dead-letters");
    });

    test("a lost session looks right in Chinese and is accessible", async ({ page }) => {
      const session = await serveSession(page);
      await page.goto("./");
      await expect(page.getByRole("button", { name: "当前用户：Alice Archer" })).toBeVisible();
      session.end();
      await expect(page.getByRole("alert")).toContainText("您的会话已结束");
      await look(page, "session-ended");
    });

    test("the form looks right in Chinese with errors, and is accessible", async ({ page }) => {
      await page.goto("./");
      await signIn(page, "alice");
      if (width === 390) await page.getByRole("button", { name: "发布事件" }).click();
      const form = page.getByRole("form", { name: "发布事件" });
      await form.getByLabel("类型").fill("no spaces");
      await form.getByLabel("数据").fill("{oops");
      await form.getByRole("button", { name: "发布" }).click();
      await expect(form.getByText("不是有效的 JSON")).toBeVisible();
      await look(page, "refused");
    });
  });
}
