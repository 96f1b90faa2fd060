import { existsSync } from "node:fs";
import { defineConfig } from "@playwright/test";

/** With a slash at its end: the tests name paths below it, since it may have a prefix. */
const server = (process.env.TIDINGS_URL ?? "http://localhost:9080").replace(/\/*$/, "/");
const chromium = process.env.CHROMIUM ?? "/usr/bin/chromium";
const firefox = process.env.FIREFOX ?? "/usr/bin/firefox-esr";

/**
 * What depends most on the browser: streams, many events, locks and channels between tabs, a server or
 * a network that is unreachable, and a phone's width.
 */
const IN_FIREFOX =
  /1,000 events|the server is unreachable|six tabs|server was dead|without a network|on a phone|goes back to/;

/** A release build must not pass without a browser. */
const isRelease = process.env.CI === "true";

export default defineConfig({
  testDir: "tests",
  // Needs a program that kills and restarts the server.
  testIgnore: process.env.TIDINGS_CONTROL ? [] : ["**/restart.spec.ts"],
  outputDir: "test-results",
  forbidOnly: true,
  fullyParallel: false,
  workers: 1,
  // Tests that take long, or that measure and need a processor of their own.
  ...(process.env.TIDINGS_EVERY_WIDTH ? {} : { grepInvert: /@soak/ }),
  // A test that only passes the second time is reported as flaky.
  retries: isRelease ? 1 : 0,
  timeout: 60_000,
  // Other tests may run beside these.
  expect: { timeout: 20_000 },
  reporter: "list",
  use: {
    baseURL: server,
    // A trace takes a sixth of the processors' time: TIDINGS_TRACE=1 for one of each failure.
    trace: process.env.TIDINGS_TRACE ? "retain-on-failure" : "off",
    screenshot: "only-on-failure",
    // Without a graphics card, endless animations load the processors.
    contextOptions: { reducedMotion: "reduce" },
  },
  projects: [
    {
      name: "chromium",
      use: {
        launchOptions: {
          executablePath: chromium,
          args: [
            "--no-sandbox",
            "--disable-gpu",
            // Fewer processes for each test: a fifth less of the processors' time.
            "--in-process-gpu",
            "--enable-features=NetworkServiceInProcess2",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
          ],
        },
      },
    },
    // A Firefox as distributed, over WebDriver BiDi. Playwright 1.65 needs more than Firefox 153
    // supports, so Playwright's version stays until Firefox does.
    ...(isRelease || existsSync(firefox)
      ? [
          {
            name: "firefox",
            grep: IN_FIREFOX,
            use: {
              browserName: "firefox" as const,
              channel: "moz-firefox",
              trace: "off" as const,
              launchOptions: { executablePath: firefox },
            },
          },
        ]
      : []),
  ],
});
