import { randomUUID } from "node:crypto";
import { type APIRequestContext, expect, type Locator, type Page } from "@playwright/test";

export type DemoUser = "alice" | "bob" | "admin";

/** An event type that no other test or run uses. */
export function uniqueType(prefix = "orders"): string {
  return `${prefix}.test-${randomUUID().slice(0, 8)}`;
}

/** Opens the console and signs in; returns when the stream is live. */
export async function signIn(page: Page, user: DemoUser, url = "./"): Promise<void> {
  await page.goto(url);
  await page.getByRole("button", { name: `Sign in as ${user}` }).click();
  await expect(connection(page)).toContainText("Live");
}

export function connection(page: Page): Locator {
  return page.getByRole("group", { name: "Connection" });
}

/** Opens a page of the console. */
export async function open(page: Page, name: string): Promise<void> {
  await page.getByRole("navigation", { name: "Pages" }).getByRole("link", { name }).click();
}

/** The visible rows that contain `text`. */
export function rows(page: Page, text: string): Locator {
  return page
    .getByRole("list", { name: "Events, newest first" })
    .getByRole("listitem")
    .filter({ hasText: text });
}

/** The number of events, as the console shows it. */
export function summary(page: Page): Locator {
  return page.getByTestId("summary");
}

/** The form beside the list on a wide screen. */
export function publishForm(page: Page): Locator {
  return page.getByRole("form", { name: "Publish an event" });
}

const tokens = new Map<string, string>();

/** Requests a token as another program would, once per identity. */
export async function tokenOf(
  request: APIRequestContext,
  user: string,
  groups: readonly string[],
): Promise<string> {
  const identity = [user, ...groups].join(" ");
  const known = tokens.get(identity);
  if (known !== undefined) return known;
  const answer = await request.post("./dev/token", { data: { user, groups } });
  expect(answer.status()).toBe(200);
  const { token } = await answer.json();
  tokens.set(identity, token);
  return token;
}

/** Publishes as another program would, one event or several: plain HTTP, outside of the page. */
export async function publish(
  request: APIRequestContext,
  events: object | readonly object[],
): Promise<void> {
  const token = await tokenOf(request, "shop", ["publisher"]);
  const response = await request.post("./api/events", {
    data: events,
    headers: { Authorization: `Bearer ${token}` },
  });
  expect(response.status()).toBe(202);
}

/** Events of a type with consecutive numbers. */
export function numbered(type: string, from: number, count: number): object[] {
  return Array.from({ length: count }, (_, i) => ({ type, data: { number: from + i } }));
}

/**
 * Scrolls from the newest row to the oldest, as a reader would. Returns the numbers of the events,
 * the oldest first.
 */
export async function readAll(page: Page): Promise<number[]> {
  await page.bringToFront(); // a hidden tab renders nothing
  return numbersOf(await page.evaluate(readRows));
}

/** Runs in the page: the texts of all rows, the newest first. */
export async function readRows(): Promise<string[]> {
  const viewport = document.querySelector("[data-testid=event-viewport]");
  const read = new Set<string>();
  if (!viewport) return [];
  for (let top = 0; top < viewport.scrollHeight; top += viewport.clientHeight) {
    viewport.scrollTop = top;
    await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
    for (const row of viewport.querySelectorAll("button [data-testid=row-data]")) {
      read.add(row.textContent ?? "");
    }
  }
  return [...read];
}

/** The numbers in such texts, the oldest first. */
export function numbersOf(texts: readonly string[]): number[] {
  return texts.map((text) => Number(/"number": ?(\d+)/.exec(text)?.[1])).reverse();
}

/** How many streams a user has open, as the server says. */
export async function openStreams(request: APIRequestContext, user: string): Promise<number> {
  const token = await tokenOf(request, user, []);
  const answer = await request.get("./api/connections", {
    headers: { Authorization: `Bearer ${token}` },
  });
  const { connections } = await answer.json();
  return connections.length;
}

/**
 * Commands the program that kills and restarts the server, at `TIDINGS_CONTROL`: `kill`, `start`, and
 * `record`, which appends a record to the log unchanged.
 */
export async function control(
  request: APIRequestContext,
  what: string,
  data?: object | string,
): Promise<void> {
  const url = `${process.env.TIDINGS_CONTROL}/${what}`;
  const answer = await request.post(url, { data, timeout: 90_000 });
  expect(answer.status()).toBe(204);
}

export function upTo(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i);
}
