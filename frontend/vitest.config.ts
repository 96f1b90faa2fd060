import { defineConfig } from "vitest/config";

const conditions = ["@tidings/source"];

function project(name: string, root: string, environment: "node" | "happy-dom") {
  return {
    resolve: { conditions },
    ssr: { resolve: { conditions } },
    // Long: a busy machine is no fault.
    test: { name, root, environment, include: ["test/**/*.test.{ts,tsx}"], testTimeout: 60_000 },
  };
}

export default defineConfig({
  test: {
    maxWorkers: 2,
    projects: [
      project("client", "packages/client", "node"),
      project("react", "packages/react", "happy-dom"),
      project("console", "apps/console", "happy-dom"),
    ],
  },
});
