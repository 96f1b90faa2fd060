import { defineConfig } from "@playwright/test";
import common from "../playwright.config.ts";

/** Playwright only runs these: Debian's WebKitGTK is driven over WebDriver, as Playwright cannot. */
export default defineConfig({
  ...common,
  testDir: ".",
  testIgnore: [],
  projects: [{ name: "webkit" }],
});
