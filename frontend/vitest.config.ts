import { resolve } from "node:path";
import { defineConfig } from "vitest/config";

const conditions = ["@tidings/source"];

function project(name: string, root: string, environment: "node" | "happy-dom") {
  return {
    resolve: { conditions },
    ssr: { resolve: { conditions } },
    test: {
      name,
      root,
      environment,
      include: ["test/**/*.test.{ts,tsx}"],
      // A worker for each file would take longer than its tests.
      isolate: false,
      // A long timeout, since a busy machine is not a failure.
      testTimeout: 60_000,
    },
  };
}

function olderReact(name: string, root: string) {
  const own = (module: string) => ({
    find: new RegExp(`^${module}(?=$|/)`),
    replacement: resolve(import.meta.dirname, root, "node_modules", module),
  });
  const { resolve: conditional, ...rest } = project(name, root, "happy-dom");
  return { ...rest, resolve: { ...conditional, alias: [own("react"), own("react-dom")] } };
}

export default defineConfig({
  test: {
    maxWorkers: 2,
    projects: [
      project("client", "packages/client", "node"),
      project("react", "packages/react", "happy-dom"),
      project("console", "apps/console", "happy-dom"),
      // Tests the hooks with React 18, which is installed in this folder.
      olderReact("react18", "compat/react18"),
    ],
  },
});
