import { TidingsError } from "@tidings/client";
import type { Messages } from "../../i18n/messages.ts";

/** Explains why something could not be loaded. */
export function explain(error: Error, words: Messages["chat"]): string {
  if (error instanceof TidingsError && error.status === 404) return words.missing;
  return `${words.loadFailed}: ${error.message}`;
}
