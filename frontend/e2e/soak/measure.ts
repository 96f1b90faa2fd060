import type { CDPSession, Page } from "@playwright/test";

const MIB = 2 ** 20;

/** The heap of the page after a garbage collection, in MiB. */
export async function heap(devTools: CDPSession): Promise<number> {
  // The second collection frees what finalizers of the first one release.
  await devTools.send("HeapProfiler.collectGarbage");
  await devTools.send("HeapProfiler.collectGarbage");
  const { usedSize } = await devTools.send("Runtime.getHeapUsage");
  return usedSize / MIB;
}

export interface Smoothness {
  /** The longest task of each second, in ms; 0 where none was of 50 ms or more. */
  readonly tasks: readonly number[];
  /** The intervals of animation frames, in ms. */
  readonly frames: readonly number[];
}

/** Records tasks and animation frames. The returned function returns the records since its last call. */
export async function watch(page: Page): Promise<() => Promise<Smoothness>> {
  const seen = await page.evaluateHandle(() => {
    const state = { began: performance.now(), longest: new Map<number, number>(), frames: [0] };
    new PerformanceObserver((list) => {
      for (const { startTime, duration } of list.getEntries()) {
        const second = Math.floor(startTime / 1000);
        state.longest.set(second, Math.max(duration, state.longest.get(second) ?? 0));
      }
    }).observe({ entryTypes: ["longtask"] });
    let last = performance.now();
    const draw = (now: number) => {
      state.frames.push(now - last);
      last = now;
      requestAnimationFrame(draw);
    };
    requestAnimationFrame(draw);
    return state;
  });
  return () =>
    seen.evaluate((state) => {
      const now = performance.now();
      const from = Math.floor(state.began / 1000);
      const seconds = Math.floor(now / 1000) - from;
      const tasks = Array.from({ length: seconds }, (_, i) => state.longest.get(from + i) ?? 0);
      const { frames } = state;
      state.began = now;
      state.frames = [];
      return { tasks, frames };
    });
}

/** @param share 0.5 is the median */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
