import { execFileSync, spawn } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { runInNewContext } from "node:vm";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
// biome-ignore lint/correctness/useImportExtensions: JavaScript, with its types beside it
import { recipe } from "../../../compat/matrix/recipes.mjs";
// biome-ignore lint/correctness/useImportExtensions: JavaScript, with its types beside it
import { type MatrixServer, startServer } from "../../../compat/matrix/server.mjs";

// A project with the packages as npm packs them. `npm run matrix` has more kinds of projects, which
// need more packages.

const ROOT = resolve(import.meta.dirname, "../../..");
const folder = mkdtempSync(join(tmpdir(), "tidings-installed-"));
const modules = join(folder, "node_modules");
const services = recipe("service of Node");
let server: MatrixServer;

function run(cwd: string, command: string, ...args: readonly string[]): string {
  return execFileSync(command, args, { cwd, encoding: "utf8", stdio: "pipe" });
}

function write(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

beforeAll(async () => {
  server = await startServer();
  run(ROOT, "npm", "run", "build:packages");
  for (const name of ["client", "react"]) {
    const target = join(modules, "@tidings", name);
    mkdirSync(target, { recursive: true });
    run(join(ROOT, "packages", name), "npm", "pack", "--pack-destination", target);
    const [tarball = ""] = run(target, "ls").trim().split("\n");
    run(target, "tar", "-xzf", tarball, "--strip-components=1");
    rmSync(join(target, tarball));
  }
  // What the workspace has installed.
  for (const name of [
    "react",
    "react-dom",
    "@types",
    "@testing-library",
    "undici-types",
    "csstype",
  ]) {
    symlinkSync(join(ROOT, "node_modules", name), join(modules, name));
  }
}, 120_000);

afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true });
});

it.each(["service.mjs", "service.cjs"])(
  "runs %s of the recipes: an event arrives",
  async (name) => {
    write(name, (services[name] ?? "").replaceAll("http://localhost:9080", server.url));
    const env = { ...process.env, TIDINGS_TOKEN: "t" };
    const child = spawn(process.execPath, [name], { cwd: folder, env });
    let printed = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (chunk) => {
        printed += chunk;
      });
    }
    try {
      await vi.waitFor(
        async () => {
          const order = await server.pay();
          await vi.waitFor(() => expect(printed).toContain(`paid { order: ${order} }`));
        },
        { timeout: 30_000 },
      );
      child.kill("SIGTERM");
      // It ends by itself: nothing remains after `close`.
      const code = await new Promise((end) => child.on("exit", end));
      expect([code, printed.replace(/paid \{ order: \d+ \}\n/g, "")]).toEqual([0, ""]);
    } finally {
      child.kill("SIGKILL");
    }
  },
);

it("has one copy of each package in a process that imports and requires it", () => {
  write(
    "both.mjs",
    `import { createRequire } from "node:module";
const require = createRequire(import.meta.url);
const names = ["client", "client/runs", "client/session", "client/testing", "react", "react/testing"];
for (const name of names) {
  const imported = await import(\`@tidings/\${name}\`);
  const required = require(\`@tidings/\${name}\`);
  for (const key of Object.keys(required)) {
    if (imported[key] !== required[key]) throw new Error(\`Two copies of \${name}: \${key}\`);
  }
  console.log(name, Object.keys(required).length > 0, Object.keys(imported).filter((key) => !(key in required)));
}
`,
  );
  expect(run(folder, process.execPath, "both.mjs")).toBe(
    [
      "client true []",
      "client/runs true []",
      "client/session true []",
      "client/testing true []",
      "react true []",
      "react/testing true []",
      "",
    ].join("\n"),
  );
});

it("is one file for a script, with the global Tidings", async () => {
  const code = readFileSync(join(modules, "@tidings/client/dist/tidings.js"), "utf8");
  const received: unknown[] = [];
  const page = {
    fetch,
    Headers,
    Response,
    TextDecoder,
    AbortController,
    AbortSignal,
    setTimeout,
    clearTimeout,
    received,
  };
  const client = runInNewContext(
    `${code}
    const client = Tidings.createClient({ url: "${server.url}/api", types: ["order.*"] });
    client.on("order.paid", ({ data }) => received.push(data.order));
    if (typeof Tidings.createRuns !== "function") throw new Error("no runs");
    if (typeof Tidings.createSession !== "function") throw new Error("no session");
    client.connect();
    client`,
    page,
  );
  await vi.waitFor(async () => {
    const order = await server.pay();
    await vi.waitFor(() => expect(received).toContain(order));
  }, 30_000);
  client.close();
});

it("compiles in projects of Node without the types of a browser", () => {
  const code = `import { createClient } from "@tidings/client";
import { createRuns } from "@tidings/client/runs";
import { createSession } from "@tidings/client/session";
import { FakeServer } from "@tidings/client/testing";

const client = createClient<{ a: { n: number } }>({ ...new FakeServer().options, credentials: "omit" });
client.on("a", ({ data }) => data.n.toFixed());
createRuns({ headers: new Headers() });
createSession();
`;
  write("node/esm.mts", code);
  write("node/cjs.cts", code);
  const tsconfig = {
    compilerOptions: {
      target: "ES2022",
      lib: ["ES2022"],
      module: "Node16",
      moduleResolution: "Node16",
      types: ["node"],
      strict: true,
      skipLibCheck: false,
      noEmit: true,
    },
  };
  write("node/tsconfig.json", JSON.stringify(tsconfig));
  const tsc = join(ROOT, "node_modules/.bin/tsc");
  expect(run(folder, tsc, "-p", "node", "--pretty", "false")).toBe("");
});

it("has each file that its package.json names", () => {
  for (const name of ["client", "react"]) {
    const home = join(modules, "@tidings", name);
    const manifest = readFileSync(join(home, "package.json"), "utf8");
    const files = [...manifest.matchAll(/"(\.\/[^"*]+\.\w+)"/g)].map(([, file = ""]) => file);
    expect(files.length).toBeGreaterThan(10);
    expect(files.filter((file) => !existsSync(join(home, file)))).toEqual([]);
  }
});

it("marks each entry of React's as a client module, for bundlers of server components", () => {
  const home = join(modules, "@tidings/react");
  const { exports } = JSON.parse(readFileSync(join(home, "package.json"), "utf8"));
  const entries = [".", "./testing"].flatMap((subpath) => Object.values(exports[subpath]));
  const files = new Set(JSON.stringify(entries).match(/\.\/dist[\w/]*\.js/g));
  expect(files.size).toBe(6);
  for (const file of files) {
    const code = readFileSync(join(home, file), "utf8");
    expect(code, file).toMatch(/^(?:"use strict";\n)?"use client";\n/);
  }
});
