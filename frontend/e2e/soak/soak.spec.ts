import { setTimeout as sleep } from "node:timers/promises";
import { expect, type Page, test } from "@playwright/test";
import { signIn, summary } from "../tests/tidings.ts";
import { heap, percentile, watch } from "./measure.ts";
import { publishSteadily } from "./publisher.ts";

const MINUTES = Number(process.env.SOAK_MINUTES ?? 10);
const RATE = Number(process.env.SOAK_RATE ?? 500);
/** The limit of the heap's growth from minute 2 to the end, in MiB. */
const GROWTH = 10;
/** The limit of the longest task of a second, in ms, in 95 of 100 seconds. */
const TASK = 50;

test(`${RATE} events a second for ${MINUTES} minutes leave the heap flat and the page smooth`, async ({
  page,
  request,
}) => {
  const devTools = await page.context().newCDPSession(page);
  await devTools.send("HeapProfiler.enable");
  await signIn(page, "alice");
  const stop = new AbortController();
  const sent = publishSteadily(request, RATE, stop.signal);
  const since = await watch(page);
  const tasks: number[] = [];
  const frames: number[] = [];
  const heaps: number[] = [];

  for (let half = 1; half <= MINUTES * 2; half += 1) {
    const until = Date.now() + 30_000;
    // A reader scrolls down now and then, and back to the newest event.
    await page.getByTestId("event-viewport").hover();
    while (Date.now() < until - 5000) {
      for (let turn = 0; turn < 20; turn += 1) await page.mouse.wheel(0, 120);
      await page.getByRole("button", { name: /Jump to live/ }).click();
      await sleep(2000);
    }
    await sleep(Math.max(0, until - Date.now()));
    const smooth = await since();
    tasks.push(...smooth.tasks);
    frames.push(...smooth.frames);
    heaps.push(await heap(devTools));
    // The time of the garbage collection does not count.
    await since();
    report(`${half / 2} min`, heaps.at(-1) ?? 0, smooth.tasks, smooth.frames);
  }
  stop.abort();
  const total = await sent;
  await expect.poll(() => counted(page)).toBe(total);
  const from = heaps[Math.min(3, heaps.length - 1)] ?? 0;
  const growth = (heaps.at(-1) ?? 0) - from;
  report(`all, ${total} events, heap grew by ${growth.toFixed(1)} MiB`, from, tasks, frames);
  expect(total).toBeGreaterThan(RATE * MINUTES * 60 * 0.98);
  expect(growth).toBeLessThan(GROWTH);
  expect(percentile(tasks, 0.95)).toBeLessThan(TASK);
});

/** How many events the page has received: the retained and the dropped ones. */
async function counted(page: Page): Promise<number> {
  const texts = [
    await summary(page).textContent(),
    await page.getByTestId("trimmed").textContent(),
  ];
  return texts.map((text) => Number(text?.replace(/\D/g, ""))).reduce((a, b) => a + b);
}

function report(
  when: string,
  heapMiB: number,
  tasks: readonly number[],
  frames: readonly number[],
): void {
  const ms = (values: readonly number[], share: number) => percentile(values, share).toFixed(0);
  process.stdout.write(
    `${when}: heap ${heapMiB.toFixed(1)} MiB, longest task of a second p50 ${ms(tasks, 0.5)} ` +
      `p95 ${ms(tasks, 0.95)} max ${ms(tasks, 1)} ms, picture to picture p50 ${ms(frames, 0.5)} ` +
      `p95 ${ms(frames, 0.95)} ms\n`,
  );
}
