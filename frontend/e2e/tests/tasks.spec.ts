import { randomUUID } from "node:crypto";
import { expect, test } from "@playwright/test";
import { open, publish, signIn } from "./tidings.ts";

test("a task's card follows its events", async ({ page, request }) => {
  const task = `import-${randomUUID().slice(0, 8)}`;
  const report = (data: object) => publish(request, { type: "task.progress", data });
  await signIn(page, "alice");
  await open(page, "Tasks");
  await report({ task, progress: 0.25, message: "Reading" });
  const card = page.getByRole("listitem").filter({ hasText: task });
  await expect(card).toContainText("Running");
  await expect(card).toContainText("25 %");
  await expect(card.getByRole("progressbar", { name: `Progress of ${task}` })).toHaveAttribute(
    "aria-valuenow",
    "25",
  );
  await report({ id: task, progress: 50 });
  await expect(card).toContainText("50 %");
  await expect(card).toContainText("Reading");
  await expect(card).toContainText(/about .* left/);
  await report({ task, status: "completed" });
  await expect(card).toContainText("Completed");
  await expect(card).toContainText("100 %");
  await page.getByRole("button", { name: "Remove finished" }).click();
  await expect(card).toHaveCount(0);
});

test("a task without updates is shown as stale", async ({ page, request }) => {
  await page.clock.install();
  await signIn(page, "alice");
  await open(page, "Tasks");
  const task = `silent-${randomUUID().slice(0, 8)}`;
  await publish(request, { type: "task.started", data: { task } });
  const card = page.getByRole("listitem").filter({ hasText: task });
  await expect(card).toContainText("Running");
  await page.clock.fastForward(31_000);
  await expect(card).toContainText("Stale");
  await expect(card).toContainText("No update for 31 sec");
});
