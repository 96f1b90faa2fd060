import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";

const folder = join(import.meta.dirname, "..");
const text = (file: string) => readFileSync(join(folder, file), "utf8");
const json = JSON.parse(text("package.json"));

it("is a client module to a bundler of server components, such as Next's", () => {
  expect(text("src/index.ts").startsWith('"use client";\n')).toBe(true);
});

it("uses the application's React and client, so that there is no second copy", () => {
  expect(json.dependencies).toBeUndefined();
  expect(json.peerDependencies).toEqual({
    "@testing-library/react": ">=14",
    "@tidings/client": `^${json.version}`,
    react: "^18.2.0 || ^19.0.0-0",
  });
  expect(json.peerDependenciesMeta).toEqual({ "@testing-library/react": { optional: true } });
});
