import { expect, type Page, test } from "@playwright/test";
import { type Lab, openLab } from "./lab.ts";
import { numbered, publish, uniqueType } from "./tidings.ts";

// The life cycle of a page, which needs a real browser.

let lab: Lab;

test.beforeAll(async ({ baseURL }) => {
  lab = await openLab(baseURL ?? "");
});

test.afterAll(() => lab.close());

/** The expected content of the page; `persisted` is whether the back/forward cache kept it. */
type Shown = Readonly<Partial<Record<"state" | "seen" | "persisted", string>>>;

/**
 * Waits for the page's content, by scripts: Playwright would wait for ever for the load of a page
 * from the back/forward cache.
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

/** Signals that the page is hidden or visible: a browser without windows hides no page. */
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

/** Opens the lab, and publishes three events. */
async function open(page: Page, request: Parameters<typeof publish>[0]): Promise<string> {
  const type = uniqueType();
  await page.goto(lab.page(type));
  await shows(page, { state: "open" });
  await publish(request, numbered(type, 0, 3));
  await shows(page, { seen: "0 1 2" });
  return type;
}

test("a page that the user goes back to has missed nothing", async ({
  browserName,
  page,
  request,
}) => {
  const type = await open(page, request);
  await page.goto(lab.elsewhere);
  await publish(request, numbered(type, 3, 3));
  await goBack(page, browserName);
  await shows(page, { state: "open", seen: "0 1 2 3 4 5" });
  await publish(request, numbered(type, 6, 1));
  await shows(page, { seen: "0 1 2 3 4 5 6" });
});

// Firefox keeps a page without pending requests in its back/forward cache. Chromium without a window
// has no such cache, and loads the page again.
test("a page that the user goes back to in the browser's cache resumes", async ({
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

test("a reloaded page resumes from its stored cursor", async ({ page, request }) => {
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

test("a frozen page releases its stream, and misses nothing", async ({ page, request }) => {
  const type = await open(page, request);
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("Page.setWebLifecycleState", { state: "frozen" });
  await publish(request, numbered(type, 3, 3));
  await devtools.send("Page.setWebLifecycleState", { state: "active" });
  await shows(page, { state: "open", seen: "0 1 2 3 4 5" });
});

test("a hidden page pauses if configured, and catches up when it is visible", async ({
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
