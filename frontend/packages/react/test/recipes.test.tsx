import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { act, cleanup, screen } from "@testing-library/react";
import { FakeServer } from "@tidings/client/testing";
import { renderWithTidings } from "@tidings/react/testing";
import type { ComponentType, ReactNode } from "react";
import { afterEach, expect, it, vi } from "vitest";
// biome-ignore lint/correctness/useImportExtensions: JavaScript, with its types beside it
import { headings, recipe } from "../../../compat/matrix/recipes.mjs";
// biome-ignore lint/correctness/useImportExtensions: JavaScript, with its types beside it
import { ROWS } from "../../../compat/matrix/rows.mjs";

// The recipes for React, unchanged. `npm run matrix` runs all of them, in projects of their own.

const FOLDER = join(import.meta.dirname, ".readme/recipes");
const ROOT = join(import.meta.dirname, "../../..");

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
  document.body.replaceChildren();
});

function write(files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(FOLDER, path)), { recursive: true });
    writeFileSync(join(FOLDER, path), text);
  }
}

function load<Exports>(path: string): Promise<Exports> {
  return import(/* @vite-ignore */ join(FOLDER, path));
}

it("are read from each section of the page", () => {
  for (const heading of headings()) expect(Object.keys(recipe(heading))).not.toHaveLength(0);
  expect(headings().length).toBeGreaterThan(10);
});

it("run in the matrix, each file of each of them, and the page has what the matrix printed", () => {
  const used = new Set(ROWS.flatMap(({ files }) => Object.values(files)));
  const unused = headings()
    .flatMap((heading) => Object.entries(recipe(heading)))
    .filter(([, code]) => ![...used].some((text) => text.includes(code)))
    .map(([path]) => path);
  // The matrix adds a path to its proxy.
  expect(unused).toEqual(["webpack.config.cjs"]);
  const page = readFileSync(join(ROOT, "../src/docs/frontend.md"), "utf8");
  const [, table = ""] = /<!-- matrix -->([\s\S]*)<!-- end of matrix -->/.exec(page) ?? [];
  const printed = [...table.matchAll(/^\| (.+?) \| .+ \| (.+?) \|$/gm)].slice(2);
  expect(printed.map(([, name]) => name)).toEqual(ROWS.map(({ name }) => name));
  expect(printed.filter(([, , result]) => result?.includes("failed"))).toEqual([]);
});

it("show events with React and Vite", async () => {
  write(recipe("React and Vite"));
  const server = new FakeServer();
  vi.stubGlobal("fetch", server.fetch);
  const root = document.createElement("div");
  root.id = "root";
  document.body.append(root);
  await act(() => load("src/main.tsx"));
  await act(() => server.emit("order.paid", { order: 1 }));
  await vi.waitFor(() => expect(root.textContent).toBe('Live{"order":1}'));
  expect(server.requests[0]?.url).toBe("/api/events?types=order.*");
});

it("load a query of TanStack again with an event and with a gap, at most twice a second", async () => {
  write(recipe("TanStack Query"));
  const { OrderList } = await load<{ OrderList: ComponentType }>("src/OrderList.tsx");
  const orders = ["Order 1"];
  const fetchOrders = vi.fn(() => Promise.resolve(Response.json(orders)));
  vi.stubGlobal("fetch", fetchOrders);
  const client = new QueryClient();
  const wrapper = ({ children }: { readonly children: ReactNode }) => (
    <QueryClientProvider client={client}>{children}</QueryClientProvider>
  );
  const { server } = renderWithTidings(<OrderList />, { wrapper });
  await screen.findByText("Order 1");
  orders.push("Order 2");
  for (let i = 0; i < 5; i++) await server.emit("order.paid", i);
  await screen.findByText("Order 2");
  await vi.waitFor(() => expect(fetchOrders.mock.calls).toHaveLength(3));
  orders.push("Order 3");
  await server.gap();
  await screen.findByText("Order 3");
});

it("have tests for Vitest, which pass", () => {
  const { "src/Orders.test.tsx": test = "" } = recipe("with Vitest");
  const { "src/Orders.tsx": component = "" } = recipe("React and Vite");
  write({ "vitest/src/Orders.test.tsx": test, "vitest/src/Orders.tsx": component });
  const vitest = join(ROOT, "node_modules/.bin/vitest");
  // The workspace has another environment than the recipe.
  const config = `export default {
    resolve: { conditions: ["@tidings/source"] },
    ssr: { resolve: { conditions: ["@tidings/source"] } },
    test: { environment: "happy-dom" },
  };\n`;
  write({ "vitest/vitest.config.mjs": config });
  const { stdout, stderr, status } = spawnSync(
    vitest,
    ["run", "--root", join(FOLDER, "vitest"), "--reporter", "json"],
    { encoding: "utf8", cwd: join(FOLDER, "vitest") },
  );
  expect(status, stdout + stderr).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ numPassedTests: 1, numFailedTests: 0 });
});

it("have a test for Jest, which passes in Vitest, too", async () => {
  const { "src/Order.spec.tsx": test = "" } = recipe("with Jest");
  const { "src/Orders.tsx": component = "" } = recipe("React and Vite");
  write({ "src/Order.spec.tsx": test, "src/Orders.tsx": component });
  const tests: (() => Promise<void>)[] = [];
  vi.stubGlobal("it", (_: string, run: () => Promise<void>) => tests.push(run));
  vi.stubGlobal("expect", expect);
  await load("src/Order.spec.tsx");
  expect(tests).toHaveLength(1);
  for (const one of tests) await one();
});
