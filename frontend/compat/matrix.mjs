// Makes a project of each kind in a temporary folder, with the packages as npm packs them, builds it,
// and waits for an event in it. It prints a table in Markdown; `--write` puts it into frontend.md.
// Words in the arguments choose the projects whose names contain one of them.
//
//     npm run matrix
//     npm run matrix -- Vue Svelte
//
// TIDINGS_URL names a server; without it a stub of the protocol sends the events. CHROMIUM names the
// browser.
import { execFile, spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { promisify } from "node:util";
import { chromium } from "@playwright/test";
import { ROWS } from "./matrix/rows.mjs";
import { startServer } from "./matrix/server.mjs";

const run = promisify(execFile);
const PACKAGES = join(import.meta.dirname, "../packages");
const PAGE = join(import.meta.dirname, "../../src/docs/frontend.md");
const BROWSER =
  process.env.CHROMIUM ??
  ["/usr/bin/chromium", "/usr/bin/chromium-headless-shell"].find((path) => existsSync(path));
/** How long an event may take to arrive, the start of a development server included; milliseconds. */
const ARRIVAL = 120_000;
const INTERVAL = 500;
/** A command that ends may still write. */
const REMOVAL = { recursive: true, force: true, maxRetries: 10, retryDelay: 500 };
/** How long a command has to end; milliseconds. */
const END = 5000;

const words = process.argv.slice(2).filter((word) => !word.startsWith("--"));
if (words.length > 0 && process.argv.includes("--write"))
  throw new Error("Only a whole table is written");
const rows = ROWS.filter(({ name }) => words.length === 0 || words.some((w) => name.includes(w)));
const print = (text) => process.stderr.write(`${text}\n`);

const work = mkdtempSync(join(tmpdir(), "tidings-matrix-"));
const tarballs = Object.fromEntries(
  await Promise.all(
    ["client", "react"].map(async (name) => {
      const { stdout } = await run("npm", ["pack", "--json", "--pack-destination", work], {
        cwd: join(PACKAGES, name),
      });
      const packed = JSON.parse(stdout);
      const [{ filename }] = Array.isArray(packed) ? packed : Object.values(packed);
      return [name, `file:${join(work, filename)}`];
    }),
  ),
);
const server = await startServer();
const browser = await chromium.launch({
  executablePath: BROWSER,
  args: ["--no-sandbox", "--disable-gpu"],
});
const results = [];
try {
  for (const row of rows) results.push(await attempt(row));
} finally {
  await browser.close();
  server.close();
  rmSync(work, REMOVAL);
}
const table = toTable(results);
process.stdout.write(table);
if (process.argv.includes("--write")) writePage(table);
process.exitCode = results.every(({ error }) => error === undefined) ? 0 : 1;

async function attempt(row) {
  const began = Date.now();
  const seconds = () => Math.round((Date.now() - began) / 1000);
  const folder = join(work, row.name.replace(/\W+/g, "-"));
  const result = { row, versions: "", error: undefined };
  try {
    await install(row, folder);
    result.versions = versions(row, folder);
    for (const command of row.build) await inFolder(folder, command);
    await arrive(row.arrival, folder);
    print(`${row.name}: passed in ${seconds()} s`);
  } catch (error) {
    result.error = error;
    print(`${row.name}: FAILED in ${seconds()} s\n${error.message}\n${error.stdout ?? ""}`);
  }
  rmSync(folder, REMOVAL);
  return result;
}

async function install({ files, packages, dependencies }, folder) {
  const own = packages.map((name) => [`@tidings/${name}`, tarballs[name]]);
  const manifest = { private: true, dependencies: { ...dependencies, ...Object.fromEntries(own) } };
  write(folder, "package.json", JSON.stringify(manifest, null, 2));
  for (const [path, text] of Object.entries(files)) {
    write(folder, path, text.replaceAll("http://localhost:9080", server.url));
  }
  await inFolder(folder, ["npm", "install", "--no-audit", "--no-fund", "--prefer-offline"]);
}

function write(folder, path, text) {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

/** The variables of a project's command, which knows nothing of this workspace. */
function environment(folder) {
  const { PATH, HOME } = process.env;
  const path = [join(folder, "node_modules/.bin"), PATH].join(delimiter);
  return { PATH: path, HOME, CI: "true", NEXT_TELEMETRY_DISABLED: "1", TIDINGS_TOKEN: "none" };
}

function inFolder(cwd, [command, ...args]) {
  return run(command, args, { cwd, env: environment(cwd), maxBuffer: 2 ** 26 });
}

/** Runs a command until `use` is done. */
async function during(cwd, [command, ...args], use) {
  const child = spawn(command, args, { cwd, env: environment(cwd), detached: true });
  let printed = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk) => {
      printed += chunk;
    });
  }
  const closed = new Promise((resolve) => child.on("close", resolve));
  const exited = new Promise((_, reject) => {
    child.on("error", reject);
    child.on("exit", (code) => reject(new Error(`${command} ended with ${code}`)));
  });
  exited.catch(() => undefined);
  try {
    return await Promise.race([use(() => printed), exited]);
  } catch (error) {
    throw new Error(`${error.message}\n${printed}`, { cause: error });
  } finally {
    stop(child, "SIGTERM");
    await Promise.race([closed, sleep(END)]);
    stop(child, "SIGKILL");
  }
}

/** Ends the command and what it has started. */
function stop({ pid }, signal) {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if (error.code !== "ESRCH") throw error;
  }
}

async function arrive(arrival, folder) {
  switch (arrival.in) {
    case "types alone":
      return;
    case "its own tests":
      await inFolder(folder, arrival.run);
      return;
    case "Node":
      for (const command of arrival.run) {
        await during(folder, command, (printed) =>
          untilPaid((n) => printed().includes(`order: ${n} `)),
        );
      }
      return;
    default:
      await arriveInBrowser(arrival, folder);
  }
}

async function arriveInBrowser({ folder: built, serve, texts = (n) => [`"order":${n}`] }, folder) {
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    const errors = [];
    page.on("pageerror", (error) => errors.push(error.message));
    const see = async (url) => {
      await open(page, url);
      await untilPaid(async (order) => {
        if (errors.length > 0) throw new Error(errors.join("\n"));
        const text = await page.locator("body").innerText();
        return texts(order).every((wanted) => text.includes(wanted));
      });
    };
    if (built !== undefined) {
      server.serve(join(folder, built));
      await see(`${server.url}/`);
    } else {
      const port = await freePort();
      const command = serve.map((word) => word.replace("PORT", String(port)));
      await during(folder, command, () => see(`http://localhost:${port}/`));
    }
  } finally {
    await context.close();
  }
}

/** Opens a page as soon as its server listens. */
async function open(page, url) {
  for (const end = Date.now() + ARRIVAL; ; await sleep(INTERVAL)) {
    try {
      await page.goto(url, { timeout: ARRIVAL });
      return;
    } catch (error) {
      if (Date.now() > end || !/ERR_CONNECTION_REFUSED/.test(error.message)) throw error;
    }
  }
}

/** Publishes orders until one is seen: the client may not have connected before the first. */
async function untilPaid(isSeen) {
  for (const end = Date.now() + ARRIVAL; Date.now() < end; ) {
    const order = await server.pay();
    for (let i = 0; i < 4; i++) {
      await sleep(INTERVAL);
      if (await isSeen(order)) return;
    }
  }
  throw new Error("No event arrived");
}

function sleep(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function freePort() {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, "localhost", () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

/** What was installed, without types. */
function versions({ dependencies }, folder) {
  return Object.keys(dependencies)
    .filter((name) => !/^@types\/|^react-dom$|^@testing-library\/dom$/.test(name))
    .map((name) => {
      const file = join(folder, "node_modules", name, "package.json");
      return `${name} ${JSON.parse(readFileSync(file, "utf8")).version}`;
    })
    .join(", ");
}

function toTable(lines) {
  const cells = lines.map(({ row, versions: installed, error }) => [
    row.name,
    installed || `Node ${process.versions.node}`,
    error ? "**failed**" : row.arrival.in,
  ]);
  const header = [
    ["project", "installed", "an event arrives in"],
    ["---", "---", "---"],
  ];
  return [...header, ...cells].map((line) => `| ${line.join(" | ")} |\n`).join("");
}

function writePage(text) {
  const page = readFileSync(PAGE, "utf8");
  const written = page.replace(
    /(<!-- matrix -->\n)[\s\S]*?(<!-- end of matrix -->)/,
    `$1\n${text}\n$2`,
  );
  if (!written.includes(text)) throw new Error(`${PAGE} has no markers of the matrix`);
  writeFileSync(PAGE, written);
}
