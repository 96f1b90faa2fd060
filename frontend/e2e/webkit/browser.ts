import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import type { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { expect } from "@playwright/test";
import { Builder, Capabilities, type WebDriver } from "selenium-webdriver";

const DRIVER = "WebKitWebDriver";
const PICTURES = fileURLToPath(new URL("../screenshots", import.meta.url));
const BROWSERS = ["4.1", "4.0", "6.0"].map(
  (version) => `/usr/lib/x86_64-linux-gnu/webkit2gtk-${version}/MiniBrowser`,
);

/** A WebKitGTK on a virtual display. */
export class Browser {
  readonly driver: WebDriver;
  readonly #display: ChildProcess;
  readonly #server: ChildProcess;

  private constructor(driver: WebDriver, display: ChildProcess, server: ChildProcess) {
    this.driver = driver;
    this.#display = display;
    this.#server = server;
  }

  static async start(): Promise<Browser> {
    const display = spawn("Xvfb", [
      "-displayfd",
      "1",
      "-screen",
      "0",
      "1280x900x24",
      "-nolisten",
      "tcp",
    ]);
    const number = await firstLine(display);
    const port = await freePort();
    const server = spawn(DRIVER, [`--port=${port}`], {
      env: { ...process.env, DISPLAY: `:${number}` },
      stdio: "inherit",
    });
    const url = `http://127.0.0.1:${port}`;
    await expect
      .poll(
        () =>
          fetch(`${url}/status`).then(
            (answer) => answer.ok,
            () => false,
          ),
        { timeout: 20_000 },
      )
      .toBe(true);
    const driver = await new Builder()
      .usingServer(url)
      .withCapabilities(
        new Capabilities({
          browserName: "MiniBrowser",
          "webkitgtk:browserOptions": {
            binary: BROWSERS.find((path) => existsSync(path)),
            args: ["--automation"],
          },
        }),
      )
      .build();
    // Reading 1,000 rows by scrolling takes half a minute while other browsers run.
    await driver.manage().setTimeouts({ script: 120_000 });
    return new Browser(driver, display, server);
  }

  /** To the size of another device's screen. */
  async resize(width: number, height: number): Promise<void> {
    await this.driver.manage().window().setRect({ width, height, x: 0, y: 0 });
  }

  /** Saves a screenshot beside those of other browsers. */
  async picture(name: string): Promise<void> {
    mkdirSync(PICTURES, { recursive: true });
    writeFileSync(`${PICTURES}/webkit-${name}.png`, await this.driver.takeScreenshot(), "base64");
  }

  /** Ends the browser, even if it hangs: it cannot run without a display. */
  async stop(): Promise<void> {
    await Promise.race([this.driver.quit().catch(() => undefined), sleep(5000)]);
    this.#server.kill();
    this.#display.kill();
  }
}

function firstLine(process: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = "";
    process.on("error", reject);
    process.on("exit", (code) => reject(new Error(`${process.spawnfile} ended with ${code}`)));
    (process.stdout as Readable).setEncoding("utf8").on("data", (piece: string) => {
      text += piece;
      if (text.includes("\n")) resolve(text.trim());
    });
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
