import { defineConfig } from "@playwright/test";
import common from "../playwright.config.ts";

/** Not part of the suite, since it takes `SOAK_MINUTES` minutes, 10 by default. */
export default defineConfig({ ...common, testDir: ".", timeout: 0 });
