import { defineConfig } from "@playwright/test";
import common from "../playwright.config.ts";

/** Playwright runs these tests, and WebDriver drives Debian's WebKitGTK, which Playwright cannot. */
export default defineConfig({
  ...common,
  testDir: ".",
  testIgnore: [],
  grepInvert: [],
  // It renders without a graphics card, and reads 1,000 rows by scrolling.
  timeout: 150_000,
  projects: [{ name: "webkit" }],
});
