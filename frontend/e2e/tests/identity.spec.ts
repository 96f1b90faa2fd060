import { expect, test } from "@playwright/test";
import { connection, publish, rows, signIn, uniqueType } from "./tidings.ts";

test("a reload keeps the user, signing out ends the session", async ({ page }) => {
  await signIn(page, "alice");
  await page.reload();
  await expect(connection(page)).toContainText("Live");
  await page.getByRole("button", { name: "Signed in as alice" }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await expect(page.getByRole("button", { name: "Sign in as alice" })).toBeVisible();
  expect(await page.evaluate(() => sessionStorage.length)).toBe(0);
});

test("no request has the token in its URL", async ({ page }) => {
  const urls: string[] = [];
  page.on("request", (request) => urls.push(request.url()));
  await signIn(page, "alice");
  const token = await page.evaluate(() => sessionStorage.getItem("tidings.token"));
  expect(token).toBeTruthy();
  expect(urls.filter((url) => url.includes(token ?? ""))).toEqual([]);
  expect(urls.some((url) => url.includes("/api/events"))).toBe(true);
});

test("the console complies with the content security policy", async ({ page }) => {
  const violations: string[] = [];
  page.on("console", (message) => {
    if (/content security policy/i.test(message.text())) violations.push(message.text());
  });
  page.on("pageerror", (error) => violations.push(String(error)));
  await signIn(page, "alice");
  await page.getByRole("button", { name: "Switch to dark mode" }).click();
  await expect(page.getByRole("button", { name: "Switch to light mode" })).toBeVisible();
  expect(violations).toEqual([]);
});

test("an expiring token is renewed without an interruption", async ({ page, request }) => {
  await page.route("**/dev/token", async (route) => {
    const incoming = route.request().postDataJSON();
    await route.continue({ postData: JSON.stringify({ ...incoming, expires_in: 20 }) });
  });
  let streams = 0;
  page.on("request", (sent) => {
    if (sent.method() === "GET" && new URL(sent.url()).pathname.endsWith("/api/events"))
      streams += 1;
  });
  const renewal = page.waitForResponse((answer) => answer.request().method() === "PUT");
  await signIn(page, "alice");
  const answer = await renewal;
  expect(answer.ok()).toBe(true);
  expect(new URL(answer.url()).pathname).toMatch(/\/api\/connections\/[^/]+\/token$/);

  const after = uniqueType();
  await publish(request, { type: after, user: "alice" });
  await expect(rows(page, after)).toHaveCount(1);
  expect(streams).toBe(1);
});

test("without development identity, SSO signs users in", async ({ page }) => {
  await page.route("**/dev/token", (route) => route.fulfill({ status: 404 }));
  await page.goto("./");
  await expect(page.getByText("Sign in through your organisation's single sign-on.")).toBeVisible();
});

test("an SSO cookie signs a user in", async ({ page }) => {
  const account = {
    user: "u-1",
    name: "Alice Archer",
    groups: [],
    roles: [],
    grants: { subscribe: [], publish: [], sessions: [] },
    expires: "2030-01-01T00:00:00Z",
  };
  await page.route("**/auth/me", (route) => route.fulfill({ json: account }));
  await page.goto("./");
  await expect(page.getByRole("heading", { name: "Live events" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Signed in as Alice Archer" })).toBeVisible();
});
