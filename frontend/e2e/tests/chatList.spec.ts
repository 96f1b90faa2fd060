import { expect, type Page, test } from "@playwright/test";
import { listed, openChat, say, settled, unique } from "./chat.ts";

async function act(page: Page, title: string, action: string): Promise<void> {
  await page.getByRole("button", { name: `Actions for ${title}` }).click();
  await page.getByRole("menuitem", { name: action }).click();
}

test("a conversation is renamed, tagged, favoured, found and deleted", async ({ page }) => {
  await openChat(page);
  const first = unique("Rename me");
  await say(page, first);
  await settled(page);

  const title = unique("Punched cards");
  const tag = unique("looms");
  await act(page, first, "Rename and tag");
  const dialog = page.getByRole("dialog", { name: "Conversation" });
  await dialog.getByLabel("Title").fill(title);
  await dialog.getByLabel("Tags").first().fill(tag);
  await page.keyboard.press("Enter");
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(dialog).toHaveCount(0);
  await expect(listed(page, title)).toContainText(tag);

  await act(page, title, "Add to favourites");
  await expect(listed(page, title)).toContainText("Favourite");
  const search = page.getByRole("searchbox", { name: /^Search/ });
  for (const sought of [title.toUpperCase(), `#${tag}`]) {
    await search.fill(sought);
    await expect(listed(page, "")).toHaveCount(1);
    await expect(listed(page, title)).toHaveCount(1);
  }
  await search.fill("nothing of the kind");
  await expect(listed(page, "")).toHaveCount(0);
  await search.fill("");

  await act(page, title, "Delete");
  const sure = page.getByRole("dialog", { name: "Delete this conversation?" });
  await sure.getByRole("button", { name: "Cancel" }).click();
  await expect(listed(page, title)).toHaveCount(1);
  await act(page, title, "Delete");
  await sure.getByRole("button", { name: "Delete" }).click();
  await expect(listed(page, title)).toHaveCount(0);
  await expect(page).toHaveURL(/#chat$/);
});

test("a run in the background is marked in the list, also after a reload", async ({ page }) => {
  await openChat(page);
  const title = unique("Take it slow");
  await say(page, title);
  await page.getByRole("button", { name: "New conversation" }).first().click();
  await expect(page).toHaveURL(/#chat$/);
  await expect(listed(page, title)).toContainText("Running");
  await page.reload();
  await expect(listed(page, title)).toContainText("Running");
  await expect(listed(page, title)).not.toContainText("Running", { timeout: 60_000 });
});

test("a missing conversation is reported", async ({ page }) => {
  await openChat(page);
  await page.goto("./#chat/cv-nowhere");
  await expect(page.getByRole("alert")).toContainText("This conversation does not exist");
});
