import { expect, type Page, test } from "@playwright/test";
import { publish, rows, signIn, uniqueType } from "./tidings.ts";

/** Counts the streams that a page asks for. */
function streamsOf(page: Page): () => number {
  let streams = 0;
  page.on("request", (sent) => {
    if (sent.method() === "GET" && new URL(sent.url()).pathname === "/api/events") streams += 1;
  });
  return () => streams;
}

test("the tabs of one user share a stream, and the next takes over when its tab closes", async ({
  context,
  request,
}) => {
  const [first, second, third] = [
    await context.newPage(),
    await context.newPage(),
    await context.newPage(),
  ];
  const streams = [first, second, third].map(streamsOf);
  for (const page of [first, second, third]) await signIn(page, "alice");
  const shared = uniqueType();
  await publish(request, { type: shared, user: "alice" });
  for (const page of [first, second, third]) await expect(rows(page, shared)).toHaveCount(1);
  expect(streams.map((count) => count())).toEqual([1, 0, 0]);

  await first.close();
  const missed = uniqueType();
  await publish(request, { type: missed, user: "alice" });
  for (const page of [second, third]) {
    await expect(rows(page, missed)).toHaveCount(1);
    await expect(rows(page, shared)).toHaveCount(1);
  }
  expect(streams.map((count) => count())).toEqual([1, 1, 0]);
});

test("a leader that does not answer is replaced, and when it is back no tab has anything twice", async ({
  context,
  request,
}) => {
  const [first, second] = [await context.newPage(), await context.newPage()];
  const streams = streamsOf(second);
  for (const page of [first, second]) await signIn(page, "alice");

  const busy = first.evaluate(() => {
    const end = Date.now() + 20_000;
    while (Date.now() < end);
  });
  const during = uniqueType();
  await publish(request, { type: during, user: "alice" });
  await expect(rows(second, during)).toHaveCount(1, { timeout: 20_000 });
  expect(streams()).toBe(1);

  await busy;
  await expect(rows(first, during)).toHaveCount(1);
  const after = uniqueType();
  await publish(request, { type: after, user: "alice" });
  for (const page of [first, second]) {
    await expect(rows(page, after)).toHaveCount(1);
    await expect(rows(page, during)).toHaveCount(1);
  }
});

test("tabs of different users have a stream each", async ({ context, request }) => {
  const [alice, bob] = [await context.newPage(), await context.newPage()];
  await signIn(alice, "alice");
  await signIn(bob, "bob");
  const personal = uniqueType();
  await publish(request, { type: personal, user: "bob" });
  await expect(rows(bob, personal)).toHaveCount(1);
  const broadcast = uniqueType();
  await publish(request, { type: broadcast });
  await expect(rows(alice, broadcast)).toHaveCount(1);
  await expect(rows(alice, personal)).toHaveCount(0);
});
