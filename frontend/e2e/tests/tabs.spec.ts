import { expect, type Page, test } from "@playwright/test";
import {
  numbered,
  openStreams,
  publish,
  readAll,
  rows,
  signIn,
  summary,
  uniqueType,
  upTo,
} from "./tidings.ts";

/** Counts the streams that a page requests. */
function streamsOf(page: Page): () => number {
  let streams = 0;
  page.on("request", (sent) => {
    if (sent.method() === "GET" && new URL(sent.url()).pathname.endsWith("/api/events"))
      streams += 1;
  });
  return () => streams;
}

test("six tabs share one connection, and the next leader continues without loss", async ({
  context,
  request,
}) => {
  // The streams of earlier tests end shortly after their pages.
  await expect.poll(() => openStreams(request, "bob")).toBe(0);
  const type = uniqueType();
  const pages: Page[] = [];
  const streams: (() => number)[] = [];
  for (const _ of upTo(6)) {
    const page = await context.newPage();
    pages.push(page);
    streams.push(streamsOf(page));
    await signIn(page, "bob", `./?filter=type:${type}`);
  }
  await publish(request, numbered(type, 0, 50));
  for (const page of pages) await expect(summary(page)).toContainText("50 of");
  expect(await openStreams(request, "bob")).toBe(1);
  expect(streams.map((count) => count())).toEqual([1, 0, 0, 0, 0, 0]);

  const [leader, ...others] = pages;
  const rest = publish(request, numbered(type, 50, 50));
  await leader?.close();
  await rest;
  await publish(request, numbered(type, 100, 50));
  for (const page of others) {
    await expect(summary(page)).toContainText(/^150 of/);
    expect(await readAll(page)).toEqual(upTo(150));
  }
  await expect.poll(() => openStreams(request, "bob")).toBe(1);
  expect(streams.map((count) => count()).reduce((a, b) => a + b)).toBe(2);
});

test("a leader that does not answer is replaced, and no tab has a duplicate when it is back", {
  // It keeps a processor busy for 20 s.
  tag: "@soak",
}, async ({ context, request }) => {
  const [first, second] = [await context.newPage(), await context.newPage()];
  const streams = streamsOf(second);
  for (const page of [first, second]) await signIn(page, "alice");

  const blocked = first.waitForRequest("**/busy");
  const busy = first.evaluate(() => {
    void fetch("/busy");
    const end = Date.now() + 20_000;
    while (Date.now() < end);
  });
  await blocked;
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

test("tabs of different users have one stream each", async ({ context, request }) => {
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
