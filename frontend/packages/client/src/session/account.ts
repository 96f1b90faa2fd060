import { hasTexts } from "../json.ts";
import type { Grant, Grants, SignedIn } from "./state.ts";

/** The body of `GET /auth/me` (protocol, 5.8). */
export interface Account {
  /** Absent where nobody is signed in. */
  readonly user?: string;
  readonly name?: string;
  readonly groups?: readonly string[];
  readonly groupsOmitted?: boolean;
  readonly roles?: readonly string[];
  readonly grants?: Partial<Grants>;
  /** When the session ends, as RFC 3339 text. */
  readonly expires?: string;
  /** Nobody is signed in, but a refresh may help. */
  readonly expired?: boolean;
  readonly signInUrl?: string;
  readonly signOutUrl?: string;
}

/** Whether `value` is an account with a user. Messages of other tabs are checked with it. */
export function hasUser(value: unknown): value is Account & { readonly user: string } {
  return hasTexts(value, "user");
}

export function toSignedIn(account: Account & { readonly user: string }): SignedIn {
  const { user, name = user, groups = [], groupsOmitted = false, roles = [], expires } = account;
  const { subscribe = [], publish = [], sessions = [] } = account.grants ?? {};
  return {
    kind: "signed-in",
    user,
    name,
    groups,
    groupsOmitted,
    roles,
    grants: { subscribe, publish, sessions },
    topics: [...new Set(subscribe.flatMap(topicsOf))],
    canPublish: roles.includes("publisher") || publish.length > 0,
    expires,
    canSignOut: account.signOutUrl !== undefined,
  };
}

/** A server may send a grant as a pattern, or as an object that also limits types and sources. */
function topicsOf(grant: Grant): readonly string[] {
  return typeof grant === "string" ? [grant] : (grant.topics ?? []);
}
