import { defineConfig } from "@playwright/test";
import common from "../playwright.config.ts";

/** The chat page's tests without a server: what stands in for it follows section 3 of the protocol. */
export default defineConfig({
  ...common,
  testDir: "../tests",
  testMatch: "chat*.spec.ts",
  outputDir: "../test-results",
  globalSetup: "./globalSetup.config.ts",
});
