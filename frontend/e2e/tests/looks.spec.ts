import { fileURLToPath } from "node:url";
import AxeBuilder from "@axe-core/playwright";
import { expect, type Page, test } from "@playwright/test";
import { connection, publish, rows, signIn, uniqueType } from "./tidings.ts";

const ORDER = {
  order: 4711,
  customer: { name: "Ada Lovelace", since: 1843, newsletter: false },
  lines: [
    { article: "Analytical engine, brass", quantity: 1, price: 4999.5 },
    { article: "Punched cards, box of 500", quantity: 12, price: 3.2 },
  ],
  note: null,
};

/** A stream as a server would send it that had lost some events and then went away. */
const INTERRUPTED = [
  'event: tidings.open\ndata: {"connection":"c-1","resumed":true,"replayed":2,"heartbeat":15000}',
  'event: orders.paid\nid: x:1\ndata: {"order":4708,"method":"invoice"}',
  'event: tidings.gap\ndata: {"reason":"overflow"}',
  "event: orders.note\nid: x:2\ndata: Left with the neighbour",
  'event: tidings.close\ndata: {"code":1000,"reason":"shutdown","reconnect":true,"after":60000}',
].join("\n\n");

for (const colorScheme of ["light", "dark"] as const) {
  for (const width of [1280, 390]) {
    test.describe(`${colorScheme}, ${width} wide`, () => {
      test.use({ colorScheme, viewport: { width, height: width === 390 ? 844 : 800 } });

      test("sign-in looks right and is accessible", async ({ page }) => {
        await page.goto("/");
        await expect(page.getByRole("button", { name: "Sign in as alice" })).toBeVisible();
        await inspect(page, `sign-in-${colorScheme}-${width}`);
      });

      test("live events look right and are accessible", async ({ page, request }) => {
        await signIn(page, "alice");
        const last = uniqueType();
        await publish(request, { type: "orders.created", data: ORDER, user: "alice" });
        await publish(request, { type: "orders.packed", data: { order: 4710 }, user: "alice" });
        await publish(request, { type: last, data: { order: 4709, eta: "today" }, user: "alice" });
        await expect(rows(page, last)).toBeVisible();
        await inspect(page, `live-${colorScheme}-${width}`);
      });

      test("an interruption looks right and is accessible", async ({ page }) => {
        await page.route("/api/events?**", (route) =>
          route.fulfill({ contentType: "text/event-stream", body: `${INTERRUPTED}\n\n` }),
        );
        await page.goto("/");
        await page.getByRole("button", { name: "Sign in as alice" }).click();
        await expect(connection(page)).toContainText(/Reconnecting in \d+ s/);
        await expect(rows(page, "Events may be missing here")).toBeVisible();
        await inspect(page, `interrupted-${colorScheme}-${width}`);
      });

      test("the form looks right when it refuses, and is accessible", async ({ page }) => {
        await signIn(page, "alice");
        if (width === 390) await page.getByRole("button", { name: "Publish an event" }).click();
        const form = page.getByRole("form", { name: "Publish an event" });
        await form.getByLabel("Type").fill("no spaces");
        await form.getByLabel("Data").fill("{oops");
        await form.getByRole("button", { name: "Publish" }).click();
        await expect(form.getByText("Not JSON")).toBeVisible();
        await inspect(page, `refused-${colorScheme}-${width}`);
      });
    });
  }
}

async function inspect(page: Page, name: string): Promise<void> {
  const overflow = () => document.documentElement.scrollWidth - innerWidth;
  expect(await page.evaluate(overflow)).toBeLessThanOrEqual(0);
  const path = fileURLToPath(new URL(`../screenshots/${name}.png`, import.meta.url));
  await page.screenshot({ path, animations: "disabled" });
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
}
