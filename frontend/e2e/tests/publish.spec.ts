import { expect, test } from "@playwright/test";
import { publishForm, rows, signIn, uniqueType } from "./tidings.ts";

test("an event published from the form appears in the list", async ({ page }) => {
  await signIn(page, "alice");
  const form = publishForm(page);
  const type = uniqueType();
  await form.getByLabel("Type").fill(type);
  await form.getByLabel("Data").fill('{"order": 4712}');
  await form.getByLabel("User").fill("alice");
  await form.getByRole("button", { name: "Publish" }).click();
  await expect(rows(page, type)).toContainText("4712");
  await expect(form.getByRole("status")).toContainText("Accepted");
});

test("data that is not JSON is refused at its field, and nothing is sent", async ({ page }) => {
  await signIn(page, "alice");
  const form = publishForm(page);
  let sent = 0;
  page.on("request", (request) => {
    if (request.method() === "POST") sent += 1;
  });
  await form.getByLabel("Data").fill("{order: 4712}");
  await form.getByRole("button", { name: "Publish" }).click();
  await expect(form.getByLabel("Data")).toHaveAccessibleDescription(/Not valid JSON/);
  await expect(form.getByLabel("Data")).toBeFocused();
  expect(sent).toBe(0);
});

test("a refusal of the server is shown at its field", async ({ page }) => {
  await signIn(page, "alice");
  await page.route("**/api/events", (route) =>
    route.fulfill({
      status: 400,
      contentType: "application/problem+json",
      json: {
        title: "The event cannot be read",
        errors: [
          { field: "topic", message: "is not granted" },
          { field: "priority", message: "is not one" },
        ],
      },
    }),
  );
  const form = publishForm(page);
  await form.getByRole("button", { name: "Publish" }).click();
  await expect(form.getByLabel("Topic")).toHaveAccessibleDescription("is not granted");
  await expect(form.getByLabel("Topic")).toBeFocused();
  await expect(form.getByRole("alert")).toHaveText("priority: is not one");
});
