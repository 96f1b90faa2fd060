import { defineConfig } from "@playwright/test";
import common from "../playwright.config.ts";

/** The tests of the chat page and of the looks against a stub of the server (protocol, section 3). */
export default defineConfig({
  ...common,
  testDir: "../tests",
  testMatch: ["chat*.spec.ts", "looks*.spec.ts"],
  outputDir: "../test-results",
  globalSetup: "./globalSetup.config.ts",
});
