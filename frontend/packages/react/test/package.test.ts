import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { expect, it } from "vitest";

const folder = join(import.meta.dirname, "..");
const text = (file: string) => readFileSync(join(folder, file), "utf8");
const json = JSON.parse(text("package.json"));
/** npm's own rules, as the check of the packages has them. */
const semver: { satisfies(version: string, range: string): boolean } = createRequire(
  join(folder, "../../node_modules/@arethetypeswrong/cli/package.json"),
)("semver");

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

it("accepts this version of the client, and each stable one of the same major version", () => {
  const accepts = (version: string) =>
    semver.satisfies(version, json.peerDependencies["@tidings/client"]);
  const [version] = json.version.split("-");
  const [major, minor] = version.split(".").map(Number);
  for (const accepted of [json.version, version, `${major}.${minor + 1}.3`]) {
    expect(accepts(accepted), accepted).toBe(true);
  }
  for (const refused of [`${major - 1}.9.9`, `${major + 1}.0.0`]) {
    expect(accepts(refused), refused).toBe(false);
  }
});

it("accepts React 18.2 to 19", () => {
  const accepts = (version: string) => semver.satisfies(version, json.peerDependencies.react);
  const versions = ["17.0.2", "18.1.0", "18.2.0", "18.3.1", "19.0.0", "19.3.1", "20.0.0"];
  expect(versions.filter(accepts)).toEqual(["18.2.0", "18.3.1", "19.0.0", "19.3.1"]);
});
