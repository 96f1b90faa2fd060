import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "@playwright/test";
import { openNetwork } from "../tests/network.ts";
import { control, numbered, openStreams, publish, uniqueType, upTo } from "../tests/tidings.ts";
import { Browser } from "./browser.ts";
import { Console } from "./console.ts";

let browser: Browser;

test.beforeEach(async () => {
  browser = await Browser.start();
});

test.afterEach(async () => {
  await browser.stop();
});

// It takes half a minute of a processor, as the next test does: the soak profile runs it.
test("1,000 events at 200 a second are all shown, each once, in their order", {
  tag: "@soak",
}, async ({ baseURL, request }) => {
  const type = uniqueType();
  const page = await Console.signedIn(browser, "alice", `${baseURL}?filter=type:${type}`);
  const began = Date.now();
  for (let at = 0; at < 1000; at += 20) {
    await publish(request, numbered(type, at, 20));
    await sleep(Math.max(0, began + (at + 20) * 5 - Date.now()));
  }
  await page.counts(1000);
  expect(await page.readAll()).toEqual(upTo(1000));
});

test("six windows share one connection, and the next leader continues without loss", {
  tag: "@soak",
}, async ({ baseURL, request }) => {
  const type = uniqueType();
  const url = `${baseURL}?filter=type:${type}`;
  const windows = [await Console.signedIn(browser, "bob", url)];
  while (windows.length < 6) windows.push(await Console.inNewWindow(browser, "bob", url));
  await publish(request, numbered(type, 0, 50));
  for (const window of windows) await window.counts(50);
  expect(await openStreams(request, "bob")).toBe(1);

  const [leader, ...others] = windows;
  const rest = publish(request, numbered(type, 50, 50));
  await leader?.close();
  await rest;
  await publish(request, numbered(type, 100, 50));
  for (const window of others) {
    await window.counts(150);
    expect(await window.readAll()).toEqual(upTo(150));
  }
  await expect.poll(() => openStreams(request, "bob")).toBe(1);
});

test("events published in ten seconds without a network are delivered after it, each once", {
  tag: "@soak",
}, async ({ baseURL, request }) => {
  const network = await openNetwork(baseURL ?? "");
  const type = uniqueType();
  const page = await Console.signedIn(browser, "alice", `${network.url}?filter=type:${type}`);
  network.cut();
  await page.awaitState("reconnecting");
  const back = Date.now() + 10_000;
  for (const number of upTo(3)) await page.queue(type, { number });
  await sleep(Math.max(0, back - Date.now()));
  network.restore();

  // After ten seconds of failures the next wait may be 30 s.
  await page.awaitState("open", 40_000);
  await page.counts(3);
  await publish(request, numbered(type, 3, 1));
  await page.counts(4);
  expect(await page.readAll()).toEqual(upTo(4));
  await network.close();
});

test("shows the events of a time when its server was dead, once and in order", {
  tag: "@soak",
}, async ({ baseURL, request }) => {
  test.skip(
    !process.env.TIDINGS_CONTROL,
    "needs a server that the test can stop and start: TIDINGS_CONTROL",
  );
  test.setTimeout(120_000);
  const type = uniqueType();
  const page = await Console.signedIn(browser, "alice", `${baseURL}?filter=type:${type}`);
  await publish(request, numbered(type, 0, 1));
  await page.counts(1);

  await control(request, "kill");
  await page.awaitState("reconnecting");
  for (const number of [1, 2, 3]) await control(request, "record", { type, data: { number } });
  await control(request, "start");
  await page.awaitState("open", 40_000);
  await publish(request, numbered(type, 4, 1));
  await page.counts(5);
  expect(await page.readAll()).toEqual(upTo(5));
});

test("on a phone's width events arrive, and one can be opened", async ({ baseURL, request }) => {
  await browser.resize(390, 844);
  const type = uniqueType();
  const page = await Console.signedIn(browser, "alice", `${baseURL}?filter=type:${type}`);
  await publish(request, numbered(type, 0, 3));
  await page.counts(3);
  expect(await page.readAll()).toEqual(upTo(3));
  await page.openNewest();
  await expect.poll(() => page.text("[role=dialog]")).toContain('"number"');
  await browser.picture("phone");
});
