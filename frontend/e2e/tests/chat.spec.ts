import { expect, test } from "@playwright/test";
import {
  allowTools,
  composer,
  lastRound,
  listed,
  openChat,
  say,
  setMode,
  settled,
  unique,
} from "./chat.ts";

test("a prompt is answered, reasoning first, and the conversation is in the list", async ({
  page,
}) => {
  await openChat(page);
  const question = unique("What is a gap");
  await say(page, question);
  await settled(page);
  const round = lastRound(page);
  await expect(round).toContainText(/Thought/);
  await expect(round.getByTestId("markdown")).not.toBeEmpty();
  await expect(round).toContainText(/tokens in, .* out/);
  await expect(round.getByTestId("run-state")).toHaveCount(0);
  await expect(listed(page, question)).toHaveCount(1);
  await expect(page).toHaveURL(/#chat\/./);
});

test("a second prompt continues the same conversation", async ({ page }) => {
  await openChat(page);
  await say(page, unique("First"));
  await settled(page);
  const address = page.url();
  await say(page, unique("Second"));
  await settled(page);
  expect(page.url()).toBe(address);
  await expect(page.getByRole("list", { name: "Messages" }).locator(":scope > li")).toHaveCount(2);
});

test("a tool call shows its input, its status and its result", async ({ page }) => {
  await openChat(page);
  await allowTools(page);
  await say(page, unique("Use a tool"));
  const tool = lastRound(page).getByTestId("tool-call").first();
  await expect(tool).toBeVisible();
  await settled(page);
  await expect(tool).toContainText("done");
  await tool.locator("summary").click();
  await expect(tool).toContainText("Input");
  await expect(tool).toContainText("Result");
  await expect(lastRound(page).getByTestId("markdown").last()).not.toBeEmpty();
});

test("a failed run shows its status and its output, and can be retried", async ({ page }) => {
  await openChat(page);
  await say(page, unique("This will fail"));
  await settled(page);
  const failed = lastRound(page);
  await expect(failed.getByTestId("run-state")).toHaveText("Failed");
  await expect(failed.getByRole("alert")).not.toBeEmpty();
  await expect(failed.getByTestId("markdown")).not.toBeEmpty();
  await page.reload();
  await expect(lastRound(page).getByTestId("run-state")).toHaveText("Failed");
  await expect(lastRound(page).getByTestId("markdown")).not.toBeEmpty();
  await lastRound(page).getByRole("button", { name: "Try again" }).click();
  await expect(page.getByRole("list", { name: "Messages" }).locator(":scope > li")).toHaveCount(2);
  await settled(page);
});

test("a cancelled run keeps its output, and shows its status", async ({ page }) => {
  await openChat(page);
  await say(page, unique("Be slow"));
  await expect(lastRound(page).getByTestId("markdown")).not.toBeEmpty();
  await page.getByRole("button", { name: "Stop" }).click();
  await settled(page);
  await expect(lastRound(page).getByTestId("run-state")).toHaveText("Cancelled");
  const answer = await lastRound(page).getByTestId("markdown").textContent();
  await page.reload();
  await expect(lastRound(page).getByTestId("run-state")).toHaveText("Cancelled");
  await expect(lastRound(page).getByTestId("markdown")).toHaveText(answer ?? "");
});

test("a prompt can be edited in the composer", async ({ page }) => {
  await openChat(page);
  const question = unique("Ask me anew");
  await say(page, question);
  await settled(page);
  await lastRound(page).getByRole("button", { name: "Edit and send again" }).click();
  await expect(composer(page)).toHaveValue(question);
  await expect(composer(page)).toBeFocused();
});

test("Enter sends, Shift+Enter and a composition do not", async ({ page }) => {
  await openChat(page);
  const text = unique("One");
  await composer(page).fill(text);
  await composer(page).press("Shift+Enter");
  await composer(page).pressSequentially("Two");
  const devTools = await page.context().newCDPSession(page);
  await devTools.send("Input.imeSetComposition", {
    text: "ni",
    selectionStart: 2,
    selectionEnd: 2,
  });
  // The Enter that ends a composition goes to the input method.
  await composer(page).dispatchEvent("keydown", { key: "Enter", keyCode: 229, isComposing: true });
  await devTools.send("Input.insertText", { text: "你" });
  await expect(composer(page)).toHaveValue(`${text}\nTwo你`);
  await composer(page).press("Enter");
  await expect(lastRound(page)).toContainText("Two你");
  await settled(page);
});

test("a temporary chat is answered and leaves no conversation", async ({ page }) => {
  await openChat(page);
  await page.getByRole("button", { name: "Options" }).click();
  await page.getByRole("switch", { name: /^Temporary/ }).check();
  await page.keyboard.press("Escape");
  const question = unique("Forget this");
  await say(page, question);
  await settled(page);
  await expect(lastRound(page).getByTestId("markdown")).not.toBeEmpty();
  await page.reload();
  await expect(page.getByRole("button", { name: "New conversation" }).first()).toBeVisible();
  await expect(listed(page, question)).toHaveCount(0);
});

test("an agent shows what it created or which fields are missing", async ({ page }) => {
  await openChat(page);
  await setMode(page, "Agent");
  await page.getByRole("combobox", { name: "Agent type" }).selectOption("graph");
  await say(page, unique("Design a graph"));
  await settled(page);
  await expect(lastRound(page)).toContainText(/Created the graph|Incomplete|Failed/);
});
