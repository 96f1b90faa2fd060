import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Plugin, Rolldown } from "vite";

/** A package of which code is in the bundle. */
export interface BundledPackage {
  name: string;
  version: string;
  /** As its `package.json` states it: an SPDX expression, or nothing. */
  license: string | undefined;
  homepage: string | undefined;
  /** Names of the packages that it brings, bundled or not; its peers are brought by others. */
  dependencies: string[];
  /** Name and text of each license and notice in it. */
  texts: Record<string, string>;
}

const LEGAL_FILE = /^(licen[cs]e|notice|copying)/i;
/** The folder of a package: what follows the last `node_modules`, with its scope. */
const PACKAGE_FOLDER = /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/;
/** Helpers that the bundler itself adds, by the begin of a virtual module's name. */
const BUNDLERS = ["vite", "rolldown"];

/** The folder of the package that a module of the bundle is from; nothing for the console's own. */
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

/** The packages whose modules are in the bundle, by name and version. */
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
 * Emits an inventory of the packages whose code is in the bundle: what the build of the server
 * makes its bill of materials from. What is installed and not bundled is not in it.
 *
 * @param fileName below the output folder
 * @param root the folder whose `node_modules` has the bundler
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
