import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Plugin, Rolldown } from "vite";

/** A package with code in the bundle. */
export interface BundledPackage {
  name: string;
  version: string;
  /** The license of its `package.json`, an SPDX expression; `undefined` where none is stated. */
  license: string | undefined;
  homepage: string | undefined;
  /** Names of its dependencies, bundled or not, without peer dependencies. */
  dependencies: string[];
  /** Name and text of each of its license and notice files. */
  texts: Record<string, string>;
}

const LEGAL_FILE = /^(licen[cs]e|notice|copying)/i;
/** The folder of a package: the part after the last `node_modules`, with its scope. */
const PACKAGE_FOLDER = /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/;
/** Packages whose helpers the bundler adds as virtual modules, by the start of their names. */
const BUNDLERS = ["vite", "rolldown"];

/** The package folder of a module in the bundle; `undefined` for the console's own modules. */
export function packageFolder(moduleId: string, root: string): string | undefined {
  const id = moduleId.replaceAll("\\", "/");
  if (id.startsWith("\0")) {
    const bundler = BUNDLERS.find((name) => id.startsWith(`\0${name}/`));
    if (bundler !== undefined) {
      return join(root, "node_modules", bundler);
    }
  }
  return PACKAGE_FOLDER.exec(id.replace("\0", ""))?.[0];
}

function legalTexts(folder: string): Record<string, string> {
  const files = readdirSync(folder).filter((file) => LEGAL_FILE.test(file));
  return Object.fromEntries(files.map((file) => [file, readFileSync(join(folder, file), "utf8")]));
}

function describe(folder: string): BundledPackage {
  const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  return {
    name: manifest.name,
    version: manifest.version,
    license: typeof manifest.license === "string" ? manifest.license : manifest.license?.type,
    homepage: manifest.homepage,
    dependencies: Object.keys(manifest.dependencies ?? {}),
    texts: legalTexts(folder),
  };
}

/** The packages with modules in the bundle, sorted by name and version. */
export function bundledPackages(moduleIds: Iterable<string>, root: string): BundledPackage[] {
  const folders = new Set<string>();
  for (const id of moduleIds) {
    const folder = packageFolder(id, root);
    if (folder !== undefined) {
      folders.add(folder);
    }
  }
  return [...folders]
    .map(describe)
    .sort((a, b) => `${a.name}@${a.version}`.localeCompare(`${b.name}@${b.version}`, "en"));
}

function moduleIds(bundle: Rolldown.OutputBundle): string[] {
  return Object.values(bundle).flatMap((output) =>
    output.type === "chunk" ? output.moduleIds : [],
  );
}

/**
 * Emits an inventory of the packages with code in the bundle. The server's build creates its bill of
 * materials from it. Installed packages without bundled code are not included.
 *
 * @param fileName below the output folder
 * @param root the folder with the bundler in its `node_modules`
 */
export function packageInventory(fileName: string, root: string): Plugin {
  return {
    name: "tidings:package-inventory",
    apply: "build",
    generateBundle(_options, bundle) {
      const source = JSON.stringify(bundledPackages(moduleIds(bundle), root), null, 2);
      this.emitFile({ type: "asset", fileName, source });
    },
  };
}
