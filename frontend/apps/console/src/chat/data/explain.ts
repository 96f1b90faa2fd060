import { TidingsError } from "@tidings/client";
import type { Messages } from "../../i18n/messages.ts";

/** Why something could not be loaded, in words. */
export function explain(error: unknown, words: Messages["chat"]): string {
  if (error instanceof TidingsError && error.status === 404) return words.missing;
  return `${words.loadFailed}: ${error instanceof Error ? error.message : String(error)}`;
}
