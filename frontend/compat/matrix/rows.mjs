// The projects of the matrix. Each has the files of a recipe, and what a new project of its kind has.
import { recipe } from "./recipes.mjs";

/**
 * @typedef {object} Row
 * @property {string} name
 * @property {Record<string, string>} dependencies what is installed beside the packages, by name
 * @property {readonly ("client" | "react")[]} packages
 * @property {Record<string, string>} files
 * @property {readonly (readonly string[])[]} build commands of the project, which type-check and build
 * @property {Arrival} arrival how an event is seen in it
 *
 * @typedef {{ in: "Chromium", folder: string }
 *   | { in: "Chromium", serve: readonly string[] }
 *   | { in: "Node", run: readonly (readonly string[])[] }
 *   | { in: "its own tests", run: readonly string[] }
 *   | { in: "types alone" }} Arrival
 */

const TSCONFIG = {
  compilerOptions: {
    target: "ES2022",
    module: "ESNext",
    moduleResolution: "Bundler",
    lib: ["ES2022", "DOM", "DOM.Iterable"],
    jsx: "react-jsx",
    types: [],
    strict: true,
    skipLibCheck: true,
    noEmit: true,
  },
  include: ["src"],
};

function tsconfig(options = {}, rest = {}) {
  const config = { ...TSCONFIG, compilerOptions: { ...TSCONFIG.compilerOptions, ...options } };
  return JSON.stringify({ ...config, ...rest }, null, 2);
}

const HTML = (script) =>
  `<!doctype html>\n<title>Orders</title>\n<div id="root"></div>\n<script type="module" src="/${script}"></script>\n`;

/** The types of React have its version. */
const react = (version) => ({
  react: version,
  "react-dom": version,
  "@types/react": version,
  "@types/react-dom": version,
});

const VITE = recipe("React and Vite");
const viteReact = { vite: "latest", "@vitejs/plugin-react": "latest", typescript: "latest" };

/** The oldest React 18 that the hooks work with, and the newest React. */
const OLDEST_REACT = "18.2";

/** @returns {Row[]} */
function vite(version) {
  const shared = {
    dependencies: { ...react(version), ...viteReact },
    packages: ["client", "react"],
    files: { ...VITE, "index.html": HTML("src/main.tsx"), "tsconfig.json": tsconfig() },
  };
  return [
    {
      ...shared,
      name: `Vite, React ${version}`,
      build: [["tsc"], ["vite", "build"]],
      arrival: { in: "Chromium", folder: "dist" },
    },
    {
      ...shared,
      name: `Vite's development server and its proxy, React ${version}`,
      build: [],
      arrival: { in: "Chromium", serve: ["vite", "--port", "PORT", "--strictPort"] },
    },
  ];
}

/** @returns {Row[]} */
function next(version) {
  const shared = {
    dependencies: { next: version, ...react("19"), typescript: "5", "@types/node": "22" },
    packages: ["client", "react"],
    files: recipe("with Next"),
  };
  return [
    {
      ...shared,
      name: `Next ${version}`,
      build: [["next", "build"]],
      arrival: { in: "Chromium", serve: ["next", "start", "-p", "PORT"] },
    },
    {
      ...shared,
      name: `Next ${version}, development server`,
      build: [],
      arrival: { in: "Chromium", serve: ["next", "dev", "-p", "PORT"] },
    },
  ];
}

const QUERY_MAIN = `import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { SSEProvider } from "@tidings/react";
import { createRoot } from "react-dom/client";
import { OrderList } from "./OrderList";
import { client, useOrders } from "./store";

const Paid = () => <p>{useOrders(({ paid }) => paid).map((order) => \`zustand-\${order} \`)}</p>;

createRoot(document.getElementById("root") as HTMLElement).render(
  <QueryClientProvider client={new QueryClient()}>
    <SSEProvider client={client}>
      <OrderList />
      <Paid />
    </SSEProvider>
  </QueryClientProvider>,
);
`;

const SERVICES = recipe("service of Node");

const NODE = { "@types/node": "20" };

/** Imports and requires the client, as an application and its library may. */
const BOTH = `import { createRequire } from "node:module";
import { TidingsError } from "@tidings/client";
import { createRuns } from "@tidings/client/runs";

const required = createRequire(import.meta.url)("@tidings/client");
if (required.TidingsError !== TidingsError) throw new Error("Two copies");
if (typeof createRuns !== "function") throw new Error("No runs");
`;

const TYPED = `import { createClient, type TidingsEvent } from "@tidings/client";
import { createRuns } from "@tidings/client/runs";
import { createSession } from "@tidings/client/session";
import { FakeServer } from "@tidings/client/testing";

interface Shop {
  "order.paid": { order: number };
}
const client = createClient<Shop>({ ...new FakeServer().options, headers: { a: "b" } });
client.on("order.paid", ({ data }) => data.order.toFixed());
client.on("order.*", (event: TidingsEvent<{ order: number }>) => event.data.order);
void client.publish({ type: "order.paid", data: { order: 1 } });
// @ts-expect-error: no such type
client.on("order.payed", () => undefined);
// @ts-expect-error: the data is another one
void client.publish({ type: "order.paid", data: { order: "1" } });
const inferred = createClient({ schemas: { tick: (data: unknown) => Number(data) } });
inferred.on("tick", ({ data }) => data.toFixed());
createRuns().watch("r-1", { onFrame: () => undefined, onEnd: () => undefined }).leave();
createSession().get();
`;

const USED_IN_REACT = `import { createClient } from "@tidings/client";
import { SSEProvider, useSSE, useSSEEvents } from "@tidings/react";

export function Orders() {
  useSSE(["order.paid", "tidings.gap"], { onEvent: (event) => event.text, throttle: 100 });
  return <p>{useSSEEvents("order.paid").length}</p>;
}
const client = createClient();
export const app = <SSEProvider client={client}><Orders /></SSEProvider>;
`;

/** For each version of TypeScript: Node's resolution in both forms, bundlers', and the old one. */
const COMPILERS = ["5.4", "5.5", "5.6", "5.7", "5.8", "5.9", "6.0", "7.0"];
const node = { lib: ["ES2022"], types: ["node"], skipLibCheck: false, jsx: undefined };
const TYPES = {
  "src/esm.mts": TYPED,
  "src/cjs.cts": TYPED,
  "src/plain.ts": TYPED,
  "src/react.tsx": USED_IN_REACT,
  "tsconfig.node16.json": tsconfig(
    { ...node, module: "Node16", moduleResolution: "Node16" },
    { include: ["src/*.mts", "src/*.cts"] },
  ),
  "tsconfig.bundler.json": tsconfig(
    { skipLibCheck: false },
    { include: ["src/*.ts", "src/*.tsx"] },
  ),
  "tsconfig.node10.json": tsconfig(
    { skipLibCheck: false, module: "CommonJS", moduleResolution: "Node10" },
    { include: ["src/*.ts", "src/*.tsx"] },
  ),
};

/** @returns {Row} */
function types(version) {
  // TypeScript 6 no longer has the old resolution by default, and 7 not at all.
  const configs = ["node16", "bundler", ...(version < "6" ? ["node10"] : [])];
  return {
    name: `TypeScript ${version}: ${configs.join(", ")}`,
    dependencies: { typescript: version, ...NODE, ...react("19") },
    packages: ["client", "react"],
    files: TYPES,
    build: configs.map((config) => ["tsc", "-p", `tsconfig.${config}.json`]),
    arrival: { in: "types alone" },
  };
}

const COMPONENT = { "src/Orders.tsx": VITE["src/Orders.tsx"] };

const SCHEMAS = `import { createClient } from "@tidings/client";
import { type } from "arktype";
import * as v from "valibot";
import { z } from "zod";

const options = { url: "http://localhost:9080/api", types: ["order.*"] };
const print = (order: number) => console.log(\`order: \${order.toFixed()} \`);

const zod = createClient({ ...options, schemas: { "order.paid": z.object({ order: z.number() }) } });
zod.on("order.paid", ({ data }) => print(data.order));
// @ts-expect-error: misspelt
zod.on("order.payed", () => undefined);
// @ts-expect-error: a number has no length
zod.on("order.paid", ({ data }) => data.order.length);

const valibot = createClient({ ...options, schemas: { "order.paid": v.object({ order: v.number() }) } });
valibot.on("order.paid", ({ data }) => print(data.order));
// @ts-expect-error: misspelt
valibot.on("order.payed", () => undefined);

const arktype = createClient({ ...options, schemas: { "order.paid": type({ order: "number" }) } });
arktype.on("order.paid", ({ data }) => print(data.order));
// @ts-expect-error: misspelt
arktype.on("order.payed", () => undefined);

// Data that is none of the schema is reported, and not delivered.
const refused: unknown[] = [];
const strict = createClient({
  ...options,
  onError: (error) => refused.push(error),
  schemas: { "order.paid": type({ order: "string" }) },
});
strict.on("order.paid", () => process.exit(1));
strict.connect();
({ zod, valibot, arktype })[process.argv[2] as "zod"].connect();
`;

const METRO = `import Metro from "metro";

const config = await Metro.loadConfig({}, { projectRoot: process.cwd() });
// As @react-native/metro-config has it.
config.resolver.unstable_conditionNames = ["react-native"];
const options = { entry: "index.js", out: "bundle.js", platform: "ios", minify: false, dev: false };
await Metro.runBuild({ ...config, reporter: { update() {} } }, options);
`;

/** Runs a bundle with what React Native has: whole answers alone, and no names of streams. */
const DEVICE = `const { readFileSync } = require("node:fs");
const { runInNewContext } = require("node:vm");

const device = { console, setTimeout, clearTimeout, AbortController, Headers };
device.AbortSignal = class {};
device.Response = class {};
device.URLSearchParams = class {};
device.fetch = async (...request) => {
  const answer = await fetch(...request);
  const text = await answer.text();
  const { status, ok, headers } = answer;
  return { status, ok, headers, text: async () => text, json: async () => JSON.parse(text) };
};
device.global = device.window = device;
runInNewContext(readFileSync("bundle.js", "utf8"), device);
`;

/** @type {readonly Row[]} */
export const ROWS = [
  {
    name: "Node, ES module",
    dependencies: {},
    packages: ["client"],
    files: { "service.mjs": SERVICES["service.mjs"], "both.mjs": BOTH },
    build: [["node", "both.mjs"]],
    arrival: { in: "Node", run: [["node", "service.mjs"]] },
  },
  {
    name: "Node, CommonJS",
    dependencies: {},
    packages: ["client"],
    files: { "service.cjs": SERVICES["service.cjs"] },
    build: [],
    arrival: { in: "Node", run: [["node", "service.cjs"]] },
  },
  {
    name: "Script without a bundler",
    dependencies: {},
    packages: ["client"],
    files: recipe("without a bundler"),
    build: [["cp", "node_modules/@tidings/client/dist/tidings.js", "."]],
    arrival: { in: "Chromium", folder: "." },
  },
  ...vite("19"),
  ...vite(OLDEST_REACT),
  {
    name: "Vite, TanStack Query, zustand, React 19",
    dependencies: { ...react("19"), ...viteReact, "@tanstack/react-query": "5", zustand: "5" },
    packages: ["client", "react"],
    files: {
      ...recipe("TanStack Query"),
      ...recipe("zustand"),
      "src/main.tsx": QUERY_MAIN,
      "index.html": HTML("src/main.tsx"),
      "tsconfig.json": tsconfig(),
    },
    build: [["tsc"], ["vite", "build"]],
    arrival: {
      in: "Chromium",
      folder: "dist",
      texts: (order) => [`Order ${order}`, `zustand-${order}`],
    },
  },
  ...next("15"),
  ...next("16"),
  {
    name: "Vite, Vue 3",
    dependencies: {
      vue: "3",
      vite: "latest",
      "@vitejs/plugin-vue": "latest",
      "vue-tsc": "latest",
      typescript: "5",
    },
    packages: ["client"],
    files: {
      ...recipe("with Vue"),
      "src/main.ts":
        'import { createApp } from "vue";\nimport App from "./App.vue";\n\ncreateApp(App).mount("#root");\n',
      "index.html": HTML("src/main.ts"),
      "vite.config.js":
        'import vue from "@vitejs/plugin-vue";\nexport default { plugins: [vue()] };\n',
      "tsconfig.json": tsconfig({ jsx: "preserve" }, { include: ["src/**/*.ts", "src/**/*.vue"] }),
    },
    build: [["vue-tsc"], ["vite", "build"]],
    arrival: { in: "Chromium", folder: "dist" },
  },
  {
    name: "Vite, Svelte 5",
    dependencies: {
      svelte: "5",
      vite: "latest",
      "@sveltejs/vite-plugin-svelte": "latest",
      "svelte-check": "latest",
      typescript: "5",
    },
    packages: ["client"],
    files: {
      ...recipe("with Svelte"),
      "src/main.ts":
        'import { mount } from "svelte";\nimport App from "./App.svelte";\n\nmount(App, { target: document.body });\n',
      "index.html": HTML("src/main.ts"),
      "vite.config.js":
        'import { svelte } from "@sveltejs/vite-plugin-svelte";\nexport default { plugins: [svelte()] };\n',
      "svelte.config.js":
        'import { vitePreprocess } from "@sveltejs/vite-plugin-svelte";\nexport default { preprocess: vitePreprocess() };\n',
      "tsconfig.json": tsconfig({ jsx: undefined, verbatimModuleSyntax: true }),
    },
    build: [["svelte-check"], ["vite", "build"]],
    arrival: { in: "Chromium", folder: "dist" },
  },
  {
    name: "Webpack's development server and its proxy; a prefix",
    dependencies: { webpack: "5", "webpack-cli": "latest", "webpack-dev-server": "5" },
    packages: ["client"],
    files: {
      "webpack.config.cjs": recipe("development server")["webpack.config.cjs"].replace(
        '["/api", "/auth"]',
        '["/api", "/auth", "/tidings"]',
      ),
      "src/index.js": `${recipe("below a prefix")["src/main.js"]}
// A library that requires the package gets the same copy.
const { TidingsError } = require("@tidings/client");
import { TidingsError as Imported } from "@tidings/client";
if (TidingsError !== Imported) throw new Error("Two copies");
`,
      "public/index.html":
        '<!doctype html>\n<title>Orders</title>\n<script defer src="main.js"></script>\n',
    },
    build: [["webpack"]],
    arrival: { in: "Chromium", serve: ["webpack", "serve", "--port", "PORT"] },
  },
  {
    name: "Schemas of Zod, Valibot and ArkType",
    dependencies: {
      zod: "latest",
      valibot: "latest",
      arktype: "latest",
      typescript: "latest",
      ...NODE,
    },
    packages: ["client"],
    files: {
      "src/schemas.mts": SCHEMAS,
      "tsconfig.json": tsconfig({
        types: ["node"],
        noEmit: false,
        rootDir: "src",
        outDir: "built",
      }),
    },
    build: [["tsc"]],
    arrival: {
      in: "Node",
      run: ["zod", "valibot", "arktype"].map((name) => ["node", "built/schemas.mjs", name]),
    },
  },
  {
    name: "React Native's bundler, with what React Native has: polls",
    dependencies: {
      metro: "latest",
      "@react-native/babel-preset": "latest",
      "@babel/core": "7",
      "@babel/runtime": "7",
    },
    packages: ["client"],
    files: {
      ...recipe("React Native"),
      "index.js": `import "./src/orders";
import { TidingsError } from "@tidings/client";
import { createRuns } from "@tidings/client/runs";

// A library that requires the package gets the same copy.
if (require("@tidings/client").TidingsError !== TidingsError) throw new Error("Two copies");
if (typeof createRuns !== "function") throw new Error("No runs");
`,
      "babel.config.js": 'module.exports = { presets: ["module:@react-native/babel-preset"] };\n',
      "build.mjs": METRO,
      "device.cjs": DEVICE,
    },
    build: [["node", "build.mjs"]],
    arrival: { in: "Node", run: [["node", "device.cjs"]] },
  },
  {
    name: "Vitest",
    dependencies: {
      ...react("19"),
      vitest: "latest",
      // Newer ones need Node 22.
      jsdom: "26",
      "@testing-library/react": "latest",
      "@testing-library/dom": "latest",
      typescript: "5",
    },
    packages: ["client", "react"],
    files: { ...COMPONENT, ...recipe("with Vitest"), "tsconfig.json": tsconfig() },
    build: [["tsc"]],
    arrival: { in: "its own tests", run: ["vitest", "run"] },
  },
  {
    name: "Jest",
    dependencies: {
      ...react("19"),
      jest: "30",
      "jest-environment-jsdom": "30",
      "@swc/jest": "latest",
      "@swc/core": "latest",
      "@types/jest": "30",
      "@testing-library/react": "latest",
      "@testing-library/dom": "latest",
      typescript: "5",
    },
    packages: ["client", "react"],
    files: {
      ...COMPONENT,
      ...recipe("with Jest"),
      ".swcrc": JSON.stringify({
        jsc: {
          parser: { syntax: "typescript", tsx: true },
          transform: { react: { runtime: "automatic" } },
        },
      }),
      "tsconfig.json": tsconfig({ types: ["jest"] }),
    },
    build: [["tsc"]],
    arrival: { in: "its own tests", run: ["jest"] },
  },
  ...COMPILERS.map(types),
];
