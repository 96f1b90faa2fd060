import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { rolldown } from "rolldown";
import { expect, it } from "vitest";

const LIMIT = 10_000;

it("is at most 10 kB gzipped, with what it depends on", async () => {
  const bundle = await rolldown({
    input: join(import.meta.dirname, "../src/index.ts"),
    platform: "browser",
  });
  const { output } = await bundle.generate({ minify: true });
  const code = output[0].code;
  const size = gzipSync(code, { level: 9 }).length;
  expect(size, `${size} bytes gzipped`).toBeLessThanOrEqual(LIMIT);
  // One without the parser would show nothing.
  expect(code).not.toContain("eventsource-parser");
  expect(size).toBeGreaterThan(5000);
});
