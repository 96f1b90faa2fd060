/** What a page without a bundler finds in the global `Tidings`. */
export * from "./index.ts";
export * from "./runs/index.ts";
export * from "./session/index.ts";
