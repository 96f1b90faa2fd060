import { expect, type Page, test } from "@playwright/test";
import {
  allowTools,
  composer,
  lastRound,
  openChat,
  saveGraph,
  say,
  setMode,
  settled,
  unique,
} from "./chat.ts";
import { inspect, picture, TRANSLATED_WIDTHS, WIDTHS } from "./inspect.ts";

// Each page is inspected twice, in light and in dark.
test.describe.configure({ timeout: 90_000 });

for (const width of WIDTHS) {
  test.describe(`${width} wide`, () => {
    test.use({ viewport: { width, height: width === 390 ? 844 : 800 } });
    const look = (page: Page, name: string) => inspect(page, `${name}-${width}`);

    test("a chat looks right and is accessible, from the first word to the last", async ({
      page,
    }) => {
      await openChat(page);
      await look(page, "chat-empty");
      await allowTools(page);
      await say(page, unique("Use a tool to add 1 and 2"));
      await settled(page);
      await lastRound(page)
        .getByText(/Thought/)
        .click();
      await lastRound(page).getByTestId("tool-call").first().locator("summary").click();
      await look(page, "chat-tool");
      await say(page, unique("Say something that will fail"));
      await settled(page);
      await look(page, "chat-failed");
      await say(page, unique("Take it slow"));
      await expect(lastRound(page).getByTestId("markdown")).toBeVisible();
      await look(page, "chat-streaming");
      await page.getByRole("button", { name: "Stop" }).click();
      await settled(page);
      await expect(lastRound(page)).toContainText("Cancelled");
      await look(page, "chat-cancelled");
    });

    test("a graph looks right and is accessible", async ({ page, request }) => {
      const graph = await saveGraph(request, { right: "Be slow about {start}" });
      await openChat(page);
      await setMode(page, "Graph");
      await page.getByRole("combobox", { name: "Graph" }).selectOption(graph);
      if (width === 390) await page.getByRole("button", { name: "Show the graph" }).click();
      await say(page, unique("A text to look at"));
      await expect(page.getByRole("region", { name: "Graph" })).toContainText("done");
      await look(page, "chat-graph");
      await expect(composer(page)).toBeVisible();
    });

    test("the list, its dialogs and the options look right and are accessible", async ({
      page,
    }) => {
      await openChat(page);
      const title = unique("Keep this one");
      await say(page, title);
      await settled(page);
      await page.getByRole("button", { name: "Options" }).click();
      await expect(page.getByRole("dialog", { name: "Options" })).toBeVisible();
      await look(page, "chat-options");
      await page.keyboard.press("Escape");
      if (width === 390) await page.getByRole("button", { name: "Show conversations" }).click();
      await page.getByRole("button", { name: `Actions for ${title}` }).click();
      await picture(page, `chat-list-${width}`);
      await page.getByRole("menuitem", { name: "Rename and tag" }).click();
      await expect(page.getByRole("textbox", { name: "Title" })).toBeVisible();
      await expect(page.getByRole("menu")).toHaveCount(0); // it fades out
      await look(page, "chat-edit");
    });
  });
}

test.describe("in Chinese", () => {
  test.use({ locale: "zh-CN" });

  for (const width of TRANSLATED_WIDTHS) {
    test(`the chat looks right, ${width} wide`, async ({ page }) => {
      await page.setViewportSize({ width, height: width === 390 ? 844 : 800 });
      await page.goto("./");
      await page.getByRole("button", { name: "以 alice 身份登录" }).click();
      await page
        .getByRole("navigation", { name: "页面" })
        .getByRole("link", { name: "对话" })
        .click();
      await page.getByRole("textbox", { name: "消息" }).fill(unique("用 tool 计算 1 加 2"));
      await expect(page.getByRole("button", { name: "发送" })).toBeEnabled();
      await page.getByRole("textbox", { name: "消息" }).press("Enter");
      await expect(page.getByRole("button", { name: "停止" })).toBeVisible();
      await expect(page.getByRole("button", { name: "停止" })).toHaveCount(0, { timeout: 30_000 });
      await inspect(page, `chat-zh-${width}`);
    });
  }
});
