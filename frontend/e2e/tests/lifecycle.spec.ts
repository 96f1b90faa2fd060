import { expect, type Page, test } from "@playwright/test";
import { type Lab, openLab } from "./lab.ts";
import { numbered, publish, uniqueType } from "./tidings.ts";

// What only a real browser does to a page.

let lab: Lab;

test.beforeAll(async ({ baseURL }) => {
  lab = await openLab(baseURL ?? "");
});

test.afterAll(() => lab.close());

/** What the page has to show; `persisted` is whether it was kept while one was elsewhere. */
type Shown = Readonly<Partial<Record<"state" | "seen" | "persisted", string>>>;

/**
 * Waits for what the page shows. By scripts: of a page that comes out of its back/forward cache,
 * Playwright waits for ever to be loaded.
 */
async function shows(page: Page, expected: Shown): Promise<void> {
  await expect(async () => {
    const shown = await page.evaluate(() => ({
      ...document.body.dataset,
      seen: document.querySelector("output")?.textContent,
    }));
    expect(shown).toMatchObject(expected);
  }).toPass({ timeout: 20_000 });
}

/** Tells the page that it is hidden, or seen again: a browser without windows hides none. */
function setVisibility(page: Page, state: "hidden" | "visible"): Promise<void> {
  return page.evaluate((now) => {
    Object.defineProperty(document, "visibilityState", { configurable: true, value: now });
    document.dispatchEvent(new Event("visibilitychange"));
  }, state);
}

async function goBack(page: Page, browserName: string): Promise<void> {
  if (browserName === "firefox") await page.evaluate(() => history.back());
  else await page.goBack();
}

/** Opens the lab, and publishes three events that it shows. */
async function open(page: Page, request: Parameters<typeof publish>[0]): Promise<string> {
  const type = uniqueType();
  await page.goto(lab.page(type));
  await shows(page, { state: "open" });
  await publish(request, numbered(type, 0, 3));
  await shows(page, { seen: "0 1 2" });
  return type;
}

test("a page that one goes back to has missed nothing", async ({ browserName, page, request }) => {
  const type = await open(page, request);
  await page.goto(lab.elsewhere);
  await publish(request, numbered(type, 3, 3));
  await goBack(page, browserName);
  await shows(page, { state: "open", seen: "0 1 2 3 4 5" });
  await publish(request, numbered(type, 6, 1));
  await shows(page, { seen: "0 1 2 3 4 5 6" });
});

// Firefox keeps a page in its back/forward cache that asks for nothing when it is left; Chromium
// without a window has no such cache, and loads it again.
test("a page that one goes back to in the browser's cache goes on where it was", async ({
  browserName,
  page,
  request,
}) => {
  const type = await open(page, request);
  await setVisibility(page, "hidden");
  await shows(page, { state: "paused" });
  await page.goto(lab.elsewhere);
  await publish(request, numbered(type, 3, 3));
  await goBack(page, browserName);
  await shows(page, { persisted: String(browserName === "firefox") });
  await setVisibility(page, "visible");
  await shows(page, { state: "open", seen: "0 1 2 3 4 5" });
});

test("a page that is loaded again goes on from where its storage has it", async ({
  page,
  request,
}) => {
  const type = await open(page, request);
  await page.goto(lab.elsewhere);
  await publish(request, numbered(type, 3, 3));
  await page.goto(lab.page(type));
  await shows(page, { seen: "0 1 2 3 4 5" });
  await page.reload();
  await shows(page, { state: "open" });
  await publish(request, numbered(type, 6, 1));
  await shows(page, { seen: "0 1 2 3 4 5 6" });
});

test("a page that the browser freezes lets go of its stream, and has missed nothing after", async ({
  page,
  request,
}) => {
  const type = await open(page, request);
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("Page.setWebLifecycleState", { state: "frozen" });
  await publish(request, numbered(type, 3, 3));
  await devtools.send("Page.setWebLifecycleState", { state: "active" });
  await shows(page, { state: "open", seen: "0 1 2 3 4 5" });
});

test("a page that is hidden pauses if it is told to, and catches up when it is seen", async ({
  page,
  request,
}) => {
  const type = await open(page, request);
  await setVisibility(page, "hidden");
  await shows(page, { state: "paused" });
  await publish(request, numbered(type, 3, 3));
  await shows(page, { state: "paused", seen: "0 1 2" });
  await setVisibility(page, "visible");
  await shows(page, { state: "open", seen: "0 1 2 3 4 5" });
});
