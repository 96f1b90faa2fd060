import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import type TypeScript from "../../../tools/openapi/node_modules/typescript/lib/typescript.js";

const ROOT = resolve(import.meta.dirname, "../../..");
const require = createRequire(import.meta.url);
/** TypeScript 7 has no interface for programs yet. */
const ts: typeof TypeScript = createRequire(join(ROOT, "tools/openapi/package.json"))("typescript");
/** The oldest supported browsers. */
export const FLOOR: readonly string[] = require("../../floor.json");
const mdn: Data = require("@mdn/browser-compat-data");

interface Feature {
  readonly __compat?: { readonly support: Readonly<Record<string, Support | readonly Support[]>> };
}

interface Support {
  readonly version_added: string | false;
  readonly version_removed?: string;
  readonly flags?: unknown;
  readonly prefix?: string;
  readonly alternative_name?: string;
}

type Group = Readonly<Record<string, Feature & Readonly<Record<string, Feature>>>>;

interface Data {
  readonly api: Group;
  readonly javascript: { readonly builtins: Group };
}

/** The versions of the oldest browsers, as MDN names them. Safari of iOS has those of Safari. */
const BROWSERS: readonly (readonly [name: string, version: number])[] = FLOOR.flatMap((browser) => {
  const [, name = "", version = ""] = /^(\D+)(\d+)$/.exec(browser) ?? [];
  const both = name === "safari" ? [name, "safari_ios"] : [name, `${name}_android`];
  return both.map((one) => [one, Number(version)] as const);
});

const VIRTUAL = "/virtual.ts";

/**
 * The names of the platform that the sources use as values, such as `fetch` or `Headers.get`: those
 * of `entries` and of what they import, or those of `code`.
 */
export function browserFeatures(entries: readonly string[], code?: string): string[] {
  const options: TypeScript.CompilerOptions = {
    target: ts.ScriptTarget.ES2022,
    // Everything that the compiler knows: what is too new must have a declaration to be found.
    lib: ["lib.esnext.d.ts", "lib.dom.d.ts", "lib.dom.iterable.d.ts"],
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    customConditions: ["@tidings/source"],
    jsx: ts.JsxEmit.ReactJSX,
    allowImportingTsExtensions: true,
    noEmit: true,
    strict: true,
    types: [],
  };
  const host = ts.createCompilerHost(options);
  const read = host.getSourceFile.bind(host);
  if (code !== undefined) {
    host.getSourceFile = (file, ...rest) =>
      file === VIRTUAL ? ts.createSourceFile(file, code, rest[0]) : read(file, ...rest);
  }
  const program = ts.createProgram(code === undefined ? [...entries] : [VIRTUAL], options, host);
  const checker = program.getTypeChecker();
  const found = new Set<string>();
  for (const file of program.getSourceFiles()) {
    if (file.isDeclarationFile || program.isSourceFileFromExternalLibrary(file)) continue;
    visit(file);
  }
  return [...found].sort();

  function visit(node: TypeScript.Node): void {
    if (ts.isTypeNode(node) || ts.isInterfaceDeclaration(node)) return;
    if (ts.isIdentifier(node)) addName(node);
    ts.forEachChild(node, visit);
  }

  function addName(node: TypeScript.Identifier): void {
    const declaration = checker.getSymbolAtLocation(node)?.declarations?.[0];
    if (!(declaration && program.isSourceFileDefaultLibrary(declaration.getSourceFile()))) return;
    const access = node.parent;
    if (node.text === "prototype") return;
    if (ts.isPropertyAccessExpression(access) && access.name === node) {
      const name = memberName(declaration, node.text, ownerOf(access.expression), hasValue);
      if (name !== undefined) found.add(name);
    } else if (isGlobal(declaration)) {
      found.add(node.text);
    }
  }

  function hasValue({ name }: TypeScript.InterfaceDeclaration): boolean {
    return ((checker.getSymbolAtLocation(name)?.flags ?? 0) & ts.SymbolFlags.Value) !== 0;
  }

  /** The name of the interface that a member is read from. A mixin has another name. */
  function ownerOf(expression: TypeScript.Expression): string | undefined {
    return checker.getApparentType(
      checker.getNonNullableType(checker.getTypeAtLocation(expression)),
    ).symbol?.name;
  }
}

function isGlobal({ parent, kind }: TypeScript.Declaration): boolean {
  return (
    kind === ts.SyntaxKind.VariableDeclaration ||
    ts.isSourceFile(parent) ||
    ts.isVariableDeclarationList(parent)
  );
}

function memberName(
  declaration: TypeScript.Declaration,
  name: string,
  receiver: string | undefined,
  hasValue: (owner: TypeScript.InterfaceDeclaration) => boolean,
): string | undefined {
  const { parent } = declaration;
  // `declare var AbortSignal: { any(…): … }`
  if (ts.isTypeLiteralNode(parent) && ts.isVariableDeclaration(parent.parent)) {
    return `${parent.parent.name.getText()}.${name}`;
  }
  if (!ts.isInterfaceDeclaration(parent)) return undefined;
  const owners = [parent.name.text, receiver ?? "", ...basesOf(parent)].map(platformName);
  const known = owners.find((owner) => feature(`${owner}.${name}`) !== undefined);
  // The options of a call: an interface without a value. MDN describes them with the call.
  if (known === undefined && !hasValue(parent)) return undefined;
  return `${known ?? owners[0]}.${name}`;
}

/** MDN describes a member of `AbortSignal` that `EventTarget` has there only. */
function basesOf({ heritageClauses }: TypeScript.InterfaceDeclaration): string[] {
  const types = heritageClauses?.flatMap((clause) => [...clause.types]) ?? [];
  return types.map(({ expression }) => expression.getText());
}

/** The name of the platform for the interface of the compiler. */
function platformName(name: string): string {
  if (name === "globalThis" || name.startsWith("typeof globalThis")) return "Window";
  return name
    .replace(/^Console$/, "console")
    .replace(/^(?:Uint|Int|Float)\d+(?:Clamped)?Array$/, "TypedArray")
    .replace(/Constructor$/, "")
    .replace(/^Readonly(?=Array|Map|Set)/, "")
    .replace(/^(?:MapIterator|SetIterator|ArrayIterator|IteratorObject)$/, "Iterator")
    .replace(/^RegExp(?:Exec|Match)Array$/, "Array");
}

function feature(name: string): Feature | undefined {
  const [owner = "", member] = name.split(".");
  const { api } = mdn;
  const { builtins } = mdn.javascript;
  if (member === undefined) {
    return api[owner] ?? builtins[owner] ?? api["Window"]?.[owner] ?? builtins["globals"]?.[owner];
  }
  const groups = [api[owner], builtins[owner]];
  return groups.flatMap((group) => [group?.[member], group?.[`${member}_static`]]).find(Boolean);
}

/**
 * Those of `names` that one of the oldest browsers lacks.
 * @throws for a name without data
 */
export function unsupported(names: readonly string[]): string[] {
  const unknown = names.filter((name) => feature(name)?.__compat === undefined);
  if (unknown.length > 0) throw new Error(`MDN has no data of ${unknown.join(", ")}`);
  return names.filter((name) => {
    const support = feature(name)?.__compat?.support;
    return BROWSERS.some(([browser, version]) => !hasSupport(support?.[browser], version));
  });
}

function hasSupport(support: Support | readonly Support[] | undefined, version: number): boolean {
  return [support ?? []].flat().some((one) => {
    if (one.flags || one.prefix || one.alternative_name || one.version_removed) return false;
    const since = Number.parseFloat(String(one.version_added).replace("≤", ""));
    return since <= version;
  });
}
