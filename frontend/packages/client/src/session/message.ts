import { hasTexts } from "../json.ts";
import type { Account } from "./account.ts";

/** What the tabs of a browser report to each other, since they share the session's cookies. */
export type SessionMessage =
  /** A user is signed in, or the session was refreshed. */
  | { readonly kind: "signed-in"; readonly account: Account & { readonly user: string } }
  /** The user signed out. */
  | { readonly kind: "signed-out" }
  /** The session was lost. */
  | { readonly kind: "ended" };

const KINDS = ["signed-in", "signed-out", "ended"];

/** Whether `data` is a message; a page of another version may post something else. */
export function isSessionMessage(data: unknown): data is SessionMessage {
  if (!(hasTexts(data, "kind") && KINDS.includes(data.kind))) return false;
  const { account } = data as { readonly account?: unknown };
  return data.kind !== "signed-in" || hasTexts(account, "user");
}
