import { expect, test } from "@playwright/test";
import {
  connection,
  numbered,
  publish,
  readAll,
  rows,
  signIn,
  summary,
  uniqueType,
  upTo,
} from "./tidings.ts";

test("a pause holds the list and continues buffering; jumping to live shows all", async ({
  page,
  request,
}) => {
  const type = uniqueType();
  await signIn(page, "alice", `./?filter=type:${type}`);
  await publish(request, numbered(type, 0, 3));
  await expect(rows(page, type)).toHaveCount(3);
  await page.getByRole("button", { name: "Pause" }).click();
  await publish(request, numbered(type, 3, 4));
  const jump = page.getByRole("button", { name: /4 new.*Jump to live/ });
  await expect(jump).toBeVisible();
  await expect(rows(page, type)).toHaveCount(3);
  await jump.click();
  await expect(rows(page, type)).toHaveCount(7);
  expect(await readAll(page)).toEqual(upTo(7));
  await expect(page.getByRole("button", { name: "Pause" })).toBeVisible();
});

test("the list does not move for a reader who has scrolled down, and shows the number of new events", async ({
  page,
  request,
}) => {
  const type = uniqueType();
  await signIn(page, "alice", `./?filter=type:${type}`);
  await publish(request, numbered(type, 0, 100));
  await expect(summary(page)).toContainText("100 of");
  const list = page.getByTestId("event-viewport");
  await list.evaluate((viewport) => viewport.scrollTo({ top: 600 }));
  const number = '"number":78}';
  await expect(rows(page, number)).toBeInViewport();
  const before = await rows(page, number).boundingBox();
  await publish(request, numbered(type, 100, 5));
  await expect(page.getByRole("button", { name: /5 new/ })).toBeVisible();
  expect(await rows(page, number).boundingBox()).toEqual(before);
  await list.evaluate((viewport) => viewport.scrollTo({ top: 0 }));
  await expect(rows(page, '"number":104}')).toBeInViewport();
});

test("the list drops the oldest events beyond its limit, and says so", async ({
  page,
  request,
}) => {
  await signIn(page, "alice");
  const type = uniqueType();
  for (let at = 0; at < 5200; at += 400) await publish(request, numbered(type, at, 400));
  await expect(rows(page, '"number":5199}')).toBeVisible();
  await page
    .getByTestId("event-viewport")
    .evaluate((list) => list.scrollTo({ top: list.scrollHeight }));
  await expect(page.getByText(/older events? (is|are) no longer retained/)).toBeInViewport();
  expect(await page.locator("[data-row]").count()).toBeLessThan(60);
});

test("the filter is in the address, and a reload keeps it", async ({ page, request }) => {
  const type = uniqueType();
  await signIn(page, "alice");
  await page.keyboard.press("/");
  const filter = page.getByRole("combobox", { name: "Filter" });
  await expect(filter).toBeFocused();
  await filter.pressSequentially(`type:${type}`);
  await filter.press("Enter");
  await filter.pressSequentially("two words");
  await filter.press("Enter");
  expect(new URL(page.url()).searchParams.getAll("filter")).toEqual([`type:${type}`, "two words"]);

  await page.reload();
  await expect(page.getByText(`type:${type}`)).toBeVisible();
  await expect(connection(page)).toContainText("Live");
  await publish(request, [
    { type, data: "Two WORDS here" },
    { type, data: "one" },
    { type: `${type}.other`, data: "two words" },
  ]);
  await expect(summary(page)).toContainText("1 of");
  await expect(rows(page, type)).toHaveText(/Two WORDS here/);
});

test("the keyboard pauses, selects events, and closes", async ({ page, request }) => {
  const type = uniqueType();
  await signIn(page, "alice", `./?filter=type:${type}`);
  await publish(request, numbered(type, 0, 5));
  await expect(rows(page, type)).toHaveCount(5);
  await page.keyboard.press("Space");
  await expect(page.getByRole("button", { name: "Resume" })).toBeVisible();
  await page.keyboard.press("Space");
  await expect(page.getByRole("button", { name: "Pause" })).toBeVisible();

  const inspector = page.getByRole("complementary", { name: "Event", exact: true });
  await page.keyboard.press("j");
  await expect(inspector).toContainText('"number": 4');
  await page.keyboard.press("j");
  await expect(inspector).toContainText('"number": 3');
  await page.keyboard.press("k");
  await expect(inspector).toContainText('"number": 4');
  await page.keyboard.press("Escape");
  await expect(inspector).toHaveCount(0);

  // The shortcuts do not apply to text input.
  const data = page.getByRole("form").getByLabel("Data");
  await data.fill("");
  await data.pressSequentially("j /");
  await expect(data).toHaveValue("j /");
});

test("the inspector shows the JSON and the raw frame", async ({ page, request }) => {
  const type = uniqueType();
  await signIn(page, "alice");
  await publish(request, { type, data: { order: 4711, lines: [1, 2], customer: "Ada Lovelace" } });
  await rows(page, type).getByRole("button").click();
  const inspector = page.getByRole("complementary", { name: "Event", exact: true });
  await expect(inspector.getByRole("region", { name: "JSON" })).toContainText('"order": 4711');
  await inspector.getByText("Raw frame").click();
  await expect(inspector.getByRole("region", { name: "Raw frame" })).toContainText(
    new RegExp(`event: ${type}\\s*id: \\S+\\s*data: \\{"order":4711`),
  );
  await inspector.getByRole("button", { name: "Only this type" }).click();
  await expect(summary(page)).toContainText("1 of");
});
