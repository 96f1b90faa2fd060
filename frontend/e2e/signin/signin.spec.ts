import { type BrowserContext, expect, type Page, test } from "@playwright/test";
import { connection, readAll, rows, uniqueType, upTo } from "../tests/tidings.ts";
import { publish, signInAtKeycloak, signOutAtKeycloak } from "./keycloak.ts";

const node = process.env.TIDINGS_URL ?? "";
const otherNode = process.env.TIDINGS_OTHER_URL ?? "";
/** Life of an access token, seconds. */
const life = Number(process.env.TIDINGS_TOKEN_LIFE ?? "20");
/** For how long the tabs stay open, seconds. */
const stay = Number(process.env.TIDINGS_STAY ?? "30");

/** Counts the requests that the pages of a browser send. */
function counter(context: BrowserContext) {
  const began = Date.now();
  const counts = {
    streams: 0,
    refreshes: 0,
    signIns: 0,
    trace: [] as string[],
    /** Tokens of which each is refreshed once, at half of its life at the earliest. */
    tokens: () => Math.ceil((Date.now() - began) / 1000 / (life / 2)),
  };
  context.on("response", (response) => {
    const { pathname } = new URL(response.url());
    if (pathname === "/auth/refresh" && response.ok()) counts.refreshes += 1;
    if (!/^\/(auth|api)\//.test(pathname)) return;
    const at = new Date().toISOString().slice(14, 23);
    counts.trace.push(`${at} ${response.request().method()} ${pathname} ${response.status()}`);
  });
  context.on("request", (request) => {
    const { pathname } = new URL(request.url());
    const method = request.method();
    if (method === "GET" && pathname === "/api/events") counts.streams += 1;
    if (method === "GET" && pathname === "/auth/login") counts.signIns += 1;
  });
  return counts;
}

function measured(what: string): void {
  process.stdout.write(`Measured: ${what}\n`);
}

async function expectLive(page: Page): Promise<void> {
  await expect(connection(page)).toContainText("Live");
}

async function openTab(context: BrowserContext, url: string): Promise<Page> {
  const tab = await context.newPage();
  await tab.goto(url);
  return tab;
}

test("a user signs in at Keycloak, sees their name and events, and is in with the next tab and a native EventSource", async ({
  context,
}) => {
  const type = uniqueType("signin");
  const counts = counter(context);
  const tab = await openTab(context, `${node}/?filter=type:${type}`);
  await signInAtKeycloak(tab, "alice");
  await tab.waitForURL(`${node}/?filter=type:${type}`);
  await expect(tab.getByRole("button", { name: "Signed in as Alice Archer" })).toBeVisible();
  await expectLive(tab);
  await publish(node, { type, topic: "orders/1", data: { number: 0 } });
  await expect(rows(tab, type)).toHaveCount(1);
  await tab.close();

  const next = await openTab(context, node);
  await expectLive(next);
  expect(counts.signIns).toBe(1);

  await next.evaluate((of) => {
    const source = new EventSource(`/api/events?types=${of}&topics=orders/*`);
    const page = globalThis as { received?: string };
    source.addEventListener(of, ({ data }) => {
      page.received = data;
    });
    return new Promise((opened) => source.addEventListener("open", opened));
  }, type);
  await publish(node, { type, topic: "orders/2", data: { number: 1 } });
  await next.waitForFunction(() => (globalThis as { received?: string }).received !== undefined);
});

test("three tabs and another browser stay signed in for many tokens, with one stream and no gap", async ({
  browser,
}) => {
  const type = uniqueType("signin");
  const first = await browser.newContext();
  const second = await browser.newContext();
  const url = `/?filter=type:${type}`;
  const counts = { first: counter(first), second: counter(second) };

  const tab = await openTab(first, node + url);
  await signInAtKeycloak(tab, "alice");
  await expectLive(tab);
  const tabs = [tab, await openTab(first, node + url), await openTab(first, node + url)];
  const elsewhere = await openTab(second, otherNode + url);
  await signInAtKeycloak(elsewhere, "alice");
  const all = [...tabs, elsewhere];
  for (const one of all) await expectLive(one);
  const before = { ...counts.first };

  const begin = Date.now();
  for (const number of upTo(stay)) {
    await publish(node, { type, topic: "orders/1", data: { number } });
    await tab.waitForTimeout(Math.max(0, begin + (number + 1) * 1000 - Date.now()));
  }
  for (const one of all) {
    await one.bringToFront();
    await expect(rows(one, `"number":${stay - 1}}`)).toHaveCount(1);
    expect(await readAll(one)).toEqual(upTo(stay));
    await expect(one.getByRole("alert")).toHaveCount(0);
  }
  const trace = counts.first.trace.join("\n");
  expect(counts.first.streams, trace).toBe(before.streams);
  expect(counts.first.streams, trace).toBe(1);
  expect(counts.second.streams, counts.second.trace.join("\n")).toBe(1);
  for (const { refreshes, signIns, tokens, trace: sent } of Object.values(counts)) {
    expect(signIns).toBe(1);
    expect(refreshes).toBeGreaterThanOrEqual(Math.floor(stay / life));
    expect(refreshes, sent.join("\n")).toBeLessThanOrEqual(tokens());
  }
  measured(
    `in ${stay} s with tokens of ${life} s: three tabs ${counts.first.refreshes} refreshes,` +
      ` one tab ${counts.second.refreshes}; streams ${counts.first.streams}, ${counts.second.streams}`,
  );
  await first.close();
  await second.close();
});

test("a sign-out at Keycloak ends each tab on each node, and the next sign-in returns to the page", async ({
  browser,
}) => {
  const type = uniqueType("signin");
  const first = await browser.newContext();
  const second = await browser.newContext();
  const tab = await openTab(first, `${node}/?filter=type:${type}`);
  await signInAtKeycloak(tab, "bob");
  await expectLive(tab);
  const tabs = [tab, await openTab(first, node)];
  const elsewhere = await openTab(second, otherNode);
  await signInAtKeycloak(elsewhere, "bob");
  for (const one of [...tabs, elsewhere]) await expectLive(one);

  const started = Date.now();
  await signOutAtKeycloak("bob");
  await Promise.all(
    [...tabs, elsewhere].map((one) =>
      expect(one.getByText("Your session has ended.")).toBeVisible(),
    ),
  );
  measured(`${Date.now() - started} ms from the sign-out to the last tab's message`);

  await tab.bringToFront();
  await tab.getByRole("button", { name: "Sign in again" }).click();
  await signInAtKeycloak(tab, "bob");
  await tab.waitForURL(`${node}/?filter=type:${type}`);
  await expectLive(tab);
  await publish(node, { type, user: "bob", data: { number: 1 } });
  await expect(rows(tab, type)).toHaveCount(1);
  await first.close();
  await second.close();
});
