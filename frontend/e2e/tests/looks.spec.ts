import { expect, type Page, test } from "@playwright/test";
import { inspect, WIDTHS } from "./inspect.ts";
import { serveLetters } from "./letters.ts";
import { serveSession } from "./session.ts";
import { connection, open, publish, rows, signIn, uniqueType } from "./tidings.ts";

const ORDER = {
  order: 4711,
  customer: { name: "Ada Lovelace", since: 1843, newsletter: false },
  lines: [
    { article: "Analytical engine, brass", quantity: 1, price: 4999.5 },
    { article: "Punched cards, box of 500", quantity: 12, price: 3.2 },
  ],
  note: null,
};

const TASKS = [
  { type: "task.progress", data: { task: "import-customers", progress: 0.1 } },
  {
    type: "task.started",
    data: { task: "warm-up", message: "No progress is reported for this one" },
  },
  { type: "task.failed", data: { task: "nightly-report", progress: 60, message: "Out of paper" } },
  { type: "task.completed", data: { id: 7, message: "All done" } },
  { type: "task.cancelled", data: { task: "old-backup", progress: 0.8 } },
  { type: "task.progress", data: { task: "import-customers", progress: 0.4, message: "Reading" } },
];

// Each page is inspected twice, in light and in dark.
test.describe.configure({ timeout: 90_000 });

/** The stream of a server that lost some events and then shut down. */
const INTERRUPTED = [
  'event: tidings.open\ndata: {"connection":"c-1","resumed":true,"replayed":2,"heartbeat":15000}',
  'event: orders.paid\nid: x:1\ndata: {"order":4708,"method":"invoice"}',
  'event: tidings.gap\ndata: {"reason":"overflow"}',
  "event: orders.note\nid: x:2\ndata: Left with the neighbour",
  'event: tidings.close\ndata: {"code":1000,"reason":"shutdown","reconnect":true,"after":60000}',
].join("\n\n");

for (const width of WIDTHS) {
  test.describe(`${width} wide`, () => {
    test.use({ viewport: { width, height: width === 390 ? 844 : 800 } });
    const look = (page: Page, name: string) => inspect(page, `${name}-${width}`);

    test("the check of the identity is accessible, too", async ({ page }) => {
      // The request is never answered.
      await page.route("**/dev/token", () => undefined);
      await page.goto("./");
      await expect(page.getByRole("status", { name: "Loading" })).toBeVisible();
      await look(page, "loading");
    });

    test("signing in and the live events look right and are accessible", async ({
      page,
      request,
    }) => {
      await page.goto("./");
      await expect(page.getByRole("button", { name: "Sign in as alice" })).toBeVisible();
      await look(page, "sign-in");
      await signIn(page, "admin");
      await look(page, "empty");

      const last = uniqueType();
      await publish(request, [...TASKS, { type: "orders.created", data: ORDER }, { type: last }]);
      await expect(rows(page, last)).toBeVisible();
      await look(page, "live");
      await rows(page, "orders.created").first().getByRole("button").click();
      await expect(page.getByText("Punched cards").last()).toBeVisible();
      await look(page, "inspector");
    });

    test("the other pages look right and are accessible", async ({ page, request }) => {
      await serveLetters(page);
      await signIn(page, "admin");
      await publish(request, TASKS);
      await connection(page).getByRole("button").click();
      await expect(page.getByRole("dialog", { name: "Connection details" })).toBeVisible();
      await look(page, "connection");
      await page.keyboard.press("Escape");
      await open(page, "Tasks");
      await expect(page.getByText("nightly-report")).toBeVisible();
      await look(page, "tasks");
      await open(page, "Connections");
      await expect(page.getByText("this tab")).toBeVisible();
      await look(page, "connections");
      await open(page, "Dead letters");
      await page.getByRole("button", { name: "type: is missing" }).click();
      await expect(page.getByLabel("Payload")).toBeVisible();
      await look(page, "dead-letters");
    });

    test("an interruption looks right and is accessible", async ({ page }) => {
      await page.route("**/api/events?**", (route) =>
        route.fulfill({ contentType: "text/event-stream", body: `${INTERRUPTED}\n\n` }),
      );
      await page.goto("./");
      await page.getByRole("button", { name: "Sign in as alice" }).click();
      await expect(connection(page)).toContainText(/Reconnecting in \d+ s/);
      await expect(rows(page, "Events may be missing here")).toBeVisible();
      await expect(rows(page, "2 missed events replayed")).toBeVisible();
      await look(page, "interrupted");
    });

    test("a lost session looks right, is accessible, and keeps the page", async ({ page }) => {
      const session = await serveSession(page);
      await page.goto("./?filter=type%3Aorders.*#chat");
      const message = page.getByRole("textbox", { name: "Message" });
      await message.fill("A question that took a while");
      session.end();
      await expect(page.getByRole("alert")).toContainText("Your session has ended.");
      await look(page, "session-ended");
      await page.getByRole("button", { name: "Sign in again" }).click();
      await expect(page.getByRole("alert")).toHaveCount(0);
      await expect(message).toHaveValue("A question that took a while");
      expect(session.returns).toEqual([
        expect.stringMatching(/\/\?filter=type%3Aorders\.\*#chat$/),
      ]);
    });

    test("the form looks right with errors, and is accessible", async ({ page }) => {
      await signIn(page, "alice");
      if (width === 390) await page.getByRole("button", { name: "Publish an event" }).click();
      const form = page.getByRole("form", { name: "Publish an event" });
      await form.getByLabel("Type").fill("no spaces");
      await form.getByLabel("Data").fill("{oops");
      await form.getByRole("button", { name: "Publish" }).click();
      await expect(form.getByText("Not valid JSON")).toBeVisible();
      await look(page, "refused");
    });
  });
}
