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
      // A worker for each file costs more than the tests in it.
      isolate: false,
      // Long: a busy machine is no fault.
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
      // The hooks with the React of a folder of its own, in the place of the workspace's.
      olderReact("react18", "compat/react18"),
    ],
  },
});
