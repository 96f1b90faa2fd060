import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { rolldown } from "rolldown";
import { expect, it } from "vitest";

/** The gzipped bytes of each entry, bundled separately. */
it.each([
  { entry: "index.ts", limit: 10_000, least: 5000 },
  { entry: "runs/index.ts", limit: 8500, least: 4000 },
  { entry: "session/index.ts", limit: 5000, least: 2500 },
  { entry: "publisher/index.ts", limit: 5000, least: 2000 },
])(
  "$entry is at most $limit B gzipped, with what it depends on",
  async ({ entry, limit, least }) => {
    const bundle = await rolldown({
      input: join(import.meta.dirname, "../src", entry),
      platform: "browser",
    });
    const { output } = await bundle.generate({ minify: true });
    const code = output[0].code;
    const size = gzipSync(code, { level: 9 }).length;
    expect(size, `${size} bytes gzipped`).toBeLessThanOrEqual(limit);
    expect(size).toBeGreaterThan(least);
  },
);
