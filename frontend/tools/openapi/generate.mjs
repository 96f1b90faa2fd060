// Generates the console's types of the HTTP API from the server's OpenAPI document. With `--check` it
// writes nothing, and fails if the types differ from the document. Descriptions are omitted, so that
// only a change of the API changes the types.
import { readFile, writeFile } from "node:fs/promises";
import openapiTS, { astToString } from "openapi-typescript";

const DOCUMENT = new URL("../../../src/main/webapp/META-INF/openapi.yaml", import.meta.url);
const TYPES = new URL("../../apps/console/src/api/openapi.ts", import.meta.url);
const HEADER =
  "// Generated from src/main/webapp/META-INF/openapi.yaml by `npm run api`. Do not edit.\n\n";

const tree = await openapiTS(DOCUMENT, { immutable: true, defaultNonNullable: false });
const generated = HEADER + astToString(tree, { formatOptions: { removeComments: true } });
if (!process.argv.includes("--check")) {
  await writeFile(TYPES, generated);
} else if ((await readFile(TYPES, "utf8").catch(() => "")) !== generated) {
  process.stderr.write(
    "apps/console/src/api/openapi.ts does not match openapi.yaml: run `npm run api` in frontend/\n",
  );
  process.exitCode = 1;
}
