import { defineConfig } from "@playwright/test";
import common from "../playwright.config.ts";

/** Beside the suite, since it takes minutes: `SOAK_MINUTES` says how many, 10 if it does not. */
export default defineConfig({ ...common, testDir: ".", timeout: 0 });
