import { expect, test } from "@playwright/test";
import { openNetwork } from "./network.ts";
import { connection, publish, rows, signIn, uniqueType } from "./tidings.ts";

test("an event for alice reaches alice, and not bob", async ({ browser, page, request }) => {
  const context = await browser.newContext();
  const bob = await context.newPage();
  await signIn(page, "alice");
  await signIn(bob, "bob");

  const personal = uniqueType();
  await publish(request, { type: personal, data: { order: 4711 }, user: "alice" });
  await expect(rows(page, personal)).toHaveCount(1);
  await expect(rows(page, personal)).toContainText("4711");

  // bob has received a later event, so alice's event is not in transit to bob.
  const broadcast = uniqueType();
  await publish(request, { type: broadcast, data: { shop: "open" } });
  await expect(rows(bob, broadcast)).toHaveCount(1);
  await expect(rows(bob, personal)).toHaveCount(0);
  await context.close();
});

test("an event on a topic reaches its subscribers", async ({ browser, page, request }) => {
  const context = await browser.newContext();
  const admin = await context.newPage();
  await signIn(page, "alice");
  await signIn(admin, "admin");

  const onTopic = uniqueType();
  await publish(request, { type: onTopic, topic: "orders/eu/4711" });
  await expect(rows(page, onTopic)).toHaveCount(1);

  const broadcast = uniqueType();
  await publish(request, { type: broadcast });
  await expect(rows(admin, broadcast)).toHaveCount(1);
  await expect(rows(admin, onTopic)).toHaveCount(0);
  await context.close();
});

test("events missed during a network outage arrive after it, and events continue", async ({
  baseURL,
  page,
  request,
}) => {
  const network = await openNetwork(baseURL ?? "");
  await signIn(page, "alice", network.url);
  const before = uniqueType();
  await publish(request, { type: before });
  await expect(rows(page, before)).toHaveCount(1);

  network.cut();
  await expect(connection(page)).toContainText("Reconnecting");
  const missed = uniqueType();
  await publish(request, { type: missed, user: "alice" });
  network.restore();

  await expect(connection(page)).toContainText("Live", { timeout: 20_000 });
  await expect(rows(page, missed)).toHaveCount(1);
  await expect(page.getByText("Events may be missing here")).toHaveCount(0);
  const after = uniqueType();
  await publish(request, { type: after });
  await expect(rows(page, after)).toHaveCount(1);
  await expect(rows(page, before)).toHaveCount(1);
  await page.close();
  await network.close();
});
