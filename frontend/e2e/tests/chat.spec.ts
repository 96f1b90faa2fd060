import { expect, test } from "@playwright/test";
import { lastRound, listed, openChat, say, settled, unique } from "./chat.ts";

test("a question is answered, thoughts first, and the conversation is in the list", async ({
  page,
}) => {
  await openChat(page);
  const question = unique("What is a gap");
  await say(page, question);
  await expect(page.getByText("Thinking…")).toBeVisible();
  await settled(page);
  const round = lastRound(page);
  await expect(round).toContainText(question);
  await expect(round).toContainText(/Thought/);
  await expect(round.locator(".markdown")).not.toBeEmpty();
  await expect(round).toContainText(/tokens in, .* out/);
  await expect(round.getByTestId("run-state")).toHaveCount(0);
  await expect(listed(page, question)).toHaveCount(1);
  await expect(page).toHaveURL(/#chat\/./);
});
