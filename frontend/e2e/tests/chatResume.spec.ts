import { expect, type Page, test } from "@playwright/test";
import { lastRound, listed, openChat, say, settled, unique } from "./chat.ts";
import { openNetwork } from "./network.ts";

function answerText(page: Page): Promise<string> {
  return lastRound(page)
    .getByTestId("markdown")
    .textContent()
    .then((text) => text ?? "");
}

test("an answer resumes after an interruption, without a duplicate", async ({ baseURL, page }) => {
  test.setTimeout(90_000);
  const network = await openNetwork(baseURL ?? "");
  const posts: string[] = [];
  page.on("request", (request) => {
    const { pathname } = new URL(request.url());
    if (request.method() === "POST" && pathname.includes("/api/")) posts.push(pathname);
  });
  await openChat(page, network.url);
  await say(page, unique("Be slow"));
  await expect(lastRound(page).getByTestId("markdown")).toContainText(/\S+ \S+ \S+/);
  network.cut();
  await expect(lastRound(page).getByTestId("run-state")).toHaveText("Reconnecting");
  const before = await answerText(page);
  network.restore();
  await expect(lastRound(page).getByTestId("run-state")).toHaveText("Running", { timeout: 20_000 });
  network.cut();
  await expect(lastRound(page).getByTestId("run-state")).toHaveText("Reconnecting");
  network.restore();
  await settled(page);
  const after = await answerText(page);
  expect(after.startsWith(before)).toBe(true);
  expect(posts.filter((path) => path.endsWith("/api/chat/completions"))).toHaveLength(1);

  // The stored answer equals the one from the journal.
  await page.reload();
  await expect(lastRound(page).getByTestId("markdown")).toHaveText(after);
  await page.close();
  await network.close();
});

test("a reload continues to watch the run, and does not start it again", async ({ page }) => {
  test.setTimeout(60_000);
  await openChat(page);
  const question = unique("Be slow");
  await say(page, question);
  await expect(lastRound(page).getByTestId("markdown")).toContainText(/\S+ \S+ \S+/);
  const before = await answerText(page);
  await page.reload();
  await expect(lastRound(page).getByTestId("run-state")).toHaveText("Running");
  await expect(lastRound(page)).toContainText(question);
  expect((await answerText(page)).startsWith(before)).toBe(true);
  await page.getByRole("button", { name: "Stop" }).click();
  await settled(page);
  await expect(page.getByRole("list", { name: "Messages" }).locator(":scope > li")).toHaveCount(1);
});

test("a run continues without its conversation in view, and can be watched again", async ({
  page,
}) => {
  test.setTimeout(60_000);
  await openChat(page);
  const question = unique("Be slow");
  await say(page, question);
  await expect(lastRound(page).getByTestId("markdown")).not.toBeEmpty();
  await page.getByRole("button", { name: "New conversation" }).click();
  await expect(page.getByRole("list", { name: "Messages" })).toHaveCount(0);
  await expect(listed(page, question)).toContainText("Running");
  await listed(page, question).getByRole("button").first().click();
  await expect(lastRound(page).getByTestId("run-state")).toHaveText("Running");
  await page.getByRole("button", { name: "Stop" }).click();
  await settled(page);
  await expect(listed(page, question)).not.toContainText("Running");
});

test("another tab shows the conversation, its run and its end, and can watch it", async ({
  context,
  page,
}) => {
  test.setTimeout(60_000);
  const other = await context.newPage();
  await openChat(other);
  await openChat(page);
  const question = unique("Be slow");
  await say(page, question);
  await expect(listed(other, question)).toContainText("Running");
  await listed(other, question).getByRole("button").first().click();
  await expect(lastRound(other).getByTestId("markdown")).not.toBeEmpty();
  await other.getByRole("button", { name: "Stop" }).click();
  await settled(page);
  await expect(lastRound(page).getByTestId("run-state")).toHaveText("Cancelled");
  await expect(lastRound(other).getByTestId("run-state")).toHaveText("Cancelled");
  await expect(listed(other, question)).not.toContainText("Running");
});
