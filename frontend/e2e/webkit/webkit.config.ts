import { defineConfig } from "@playwright/test";
import common from "../playwright.config.ts";

/** Playwright only runs these: Debian's WebKitGTK is driven over WebDriver, as Playwright cannot. */
export default defineConfig({
  ...common,
  testDir: ".",
  testIgnore: [],
  grepInvert: [],
  // It draws by the processors, and reads 1,000 rows by scrolling through them.
  timeout: 150_000,
  projects: [{ name: "webkit" }],
});
