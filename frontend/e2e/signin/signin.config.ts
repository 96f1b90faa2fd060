import { defineConfig } from "@playwright/test";
import common from "../playwright.config.ts";

const stay = Number(process.env.TIDINGS_STAY ?? "60");

/** Against a server whose users sign in at a Keycloak: see SignInIT. */
export default defineConfig({
  ...common,
  testDir: ".",
  testIgnore: [],
  // A repetition would find users signed in, or out.
  retries: 0,
  timeout: (2 * stay + 120) * 1000,
  projects: common.projects?.filter((project) => project.name === "chromium") ?? [],
});
