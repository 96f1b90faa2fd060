import { randomUUID } from "node:crypto";
import { type APIRequestContext, expect, type Locator, type Page } from "@playwright/test";

export type DemoUser = "alice" | "bob" | "admin";

/** An event type that no other test or run uses. */
export function uniqueType(): string {
  return `orders.test-${randomUUID().slice(0, 8)}`;
}

/** Opens the console and signs in; returns when the stream is live. */
export async function signIn(page: Page, user: DemoUser, url = "/"): Promise<void> {
  await page.goto(url);
  await page.getByRole("button", { name: `Sign in as ${user}` }).click();
  await expect(connection(page)).toContainText("Live");
}

export function connection(page: Page): Locator {
  return page.getByRole("group", { name: "Connection" });
}

/** The rows of the list that speak of `text`. */
export function rows(page: Page, text: string): Locator {
  return page
    .getByRole("list", { name: "Events, newest first" })
    .getByRole("listitem")
    .filter({ hasText: text });
}

/** The form beside the list, there on a wide screen. */
export function publishForm(page: Page): Locator {
  return page.getByRole("form", { name: "Publish an event" });
}

/** Publishes as another program would: plain HTTP, outside of the page. */
export async function publish(request: APIRequestContext, event: object): Promise<void> {
  const identity = { user: "shop", groups: ["publisher"] };
  const answer = await request.post("/dev/token", { data: identity });
  expect(answer.status()).toBe(200);
  const { token } = await answer.json();
  const response = await request.post("/api/events", {
    data: event,
    headers: { Authorization: `Bearer ${token}` },
  });
  expect(response.status()).toBe(202);
}
