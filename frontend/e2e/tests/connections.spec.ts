import { expect, test } from "@playwright/test";
import { connection, open, signIn } from "./tidings.ts";

test("a user sees their own streams; an administrator sees all and closes one", async ({
  browser,
  page,
}) => {
  const context = await browser.newContext();
  const bob = await context.newPage();
  await signIn(bob, "bob");
  await open(bob, "Connections");
  const own = bob.getByRole("list", { name: "Open streams" }).getByRole("listitem");
  await expect(own.filter({ hasText: "this tab" })).toHaveCount(1);
  await expect(own.filter({ hasText: "bob" })).not.toHaveCount(0);
  await expect(own.filter({ hasText: "admin" })).toHaveCount(0);
  const id = await own.filter({ hasText: "this tab" }).getByTestId("connection-id").textContent();

  await signIn(page, "admin");
  await open(page, "Connections");
  await page.getByRole("button", { name: `Close ${id}` }).click();
  const dialog = page.getByRole("dialog", { name: "Close this stream?" });
  await expect(dialog).toContainText("bob");
  await dialog.getByRole("button", { name: "Close", exact: true }).last().click();
  await expect(page.getByRole("button", { name: `Close ${id}` })).toHaveCount(0);
  await expect(connection(bob)).toContainText("Closed by the server");

  await connection(bob).getByRole("button").click();
  await bob.getByRole("button", { name: "Connect again" }).click();
  await expect(connection(bob)).toContainText("Live");
  await context.close();
});

test("the popover shows the connection's details and its latency", async ({ page }) => {
  await signIn(page, "alice");
  await page.getByRole("form").getByRole("button", { name: "Publish" }).click();
  await expect(page.getByRole("form").getByRole("status")).toContainText("Accepted");
  await connection(page).getByRole("button").click();
  const details = page.getByRole("dialog", { name: "Connection details" });
  await expect(details).toContainText("Stream (SSE)");
  await expect(details).toContainText(/\d+ ms from publish to arrival/);
  await expect(details).toContainText("Leader");
  await expect(details).toContainText(/Connection idc-/);
  await page.keyboard.press("Escape");
  await expect(details).toHaveCount(0);
});
