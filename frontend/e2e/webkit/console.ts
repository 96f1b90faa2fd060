import { expect } from "@playwright/test";
import { By, type WebDriver, type WebElement } from "selenium-webdriver";
import { type DemoUser, numbersOf, readRows } from "../tests/tidings.ts";
import type { Browser } from "./browser.ts";

const PATIENCE = 20_000;

/** The console in one tab. Each call first selects the tab, since WebDriver drives one at a time. */
export class Console {
  readonly #driver: WebDriver;
  readonly #tab: string;

  private constructor(driver: WebDriver, tab: string) {
    this.#driver = driver;
    this.#tab = tab;
  }

  /** Opens it and signs in; returns when the stream is live. */
  static async signedIn(browser: Browser, user: DemoUser, url: string): Promise<Console> {
    const page = new Console(browser.driver, await browser.driver.getWindowHandle());
    await browser.driver.get(url);
    await page.#press(`Sign in as ${user}`);
    await page.awaitState("open");
    return page;
  }

  /** The same in a window of its own: a hidden tab renders nothing. */
  static async inNewWindow(browser: Browser, user: DemoUser, url: string): Promise<Console> {
    await browser.driver.switchTo().newWindow("window");
    return Console.signedIn(browser, user, url);
  }

  /** Waits for a state of the connection. */
  async awaitState(state: string, timeout = PATIENCE): Promise<void> {
    await expect
      .poll(() => this.#read("return document.querySelector('[data-state]')?.dataset.state"), {
        timeout,
      })
      .toBe(state);
  }

  /** Waits until so many events are shown. */
  async counts(events: number): Promise<void> {
    const text = `${events.toLocaleString("en")} of`;
    await expect
      .poll(() => this.text("[data-testid=summary]"), { timeout: PATIENCE })
      .toMatch(new RegExp(`^${text}`));
  }

  /** The numbers of all events, read by scrolling, the oldest first. */
  async readAll(): Promise<number[]> {
    await this.#switchToTab();
    const texts = await this.#driver.executeAsyncScript<string[]>(
      `const done = arguments[arguments.length - 1]; (${readRows})().then(done);`,
    );
    return numbersOf(texts);
  }

  /** Publishes an event that waits while the server is unreachable. */
  async queue(type: string, data: object): Promise<void> {
    await this.#switchToTab();
    const form = await this.#driver.findElement(By.css("form[aria-label='Publish an event']"));
    await fill(await labelled(form, "Type"), type);
    await fill(await labelled(form, "Data"), JSON.stringify(data));
    const keep = await form.findElement(By.css("[type=checkbox]"));
    if (!(await keep.isSelected())) await keep.click();
    await form.findElement(By.xpath(".//button[normalize-space()='Publish']")).click();
  }

  async openNewest(): Promise<void> {
    await this.#switchToTab();
    await this.#driver.findElement(By.css("[data-testid=event-viewport] li button")).click();
  }

  async text(selector: string): Promise<string> {
    return (await this.#read(`return document.querySelector("${selector}")?.innerText`)) ?? "";
  }

  async close(): Promise<void> {
    await this.#switchToTab();
    await this.#driver.close();
  }

  async #press(button: string): Promise<void> {
    const found = By.xpath(`//button[normalize-space()='${button}' or @aria-label='${button}']`);
    await this.#driver.wait(
      async () => (await this.#driver.findElements(found)).length > 0,
      PATIENCE,
    );
    await this.#driver.findElement(found).click();
  }

  async #read(script: string): Promise<string | undefined> {
    await this.#switchToTab();
    return this.#driver.executeScript<string | undefined>(script);
  }

  async #switchToTab(): Promise<void> {
    await this.#driver.switchTo().window(this.#tab);
  }
}

async function labelled(form: WebElement, label: string): Promise<WebElement> {
  const id = await form
    .findElement(By.xpath(`.//label[starts-with(normalize-space(), '${label}')]`))
    .getAttribute("for");
  return form.findElement(By.id(id ?? ""));
}

async function fill(field: WebElement, text: string): Promise<void> {
  await field.clear();
  await field.sendKeys(text);
}
