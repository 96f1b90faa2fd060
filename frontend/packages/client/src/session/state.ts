/**
 * What a user may subscribe to or publish: a topic pattern, or an object that also limits the types
 * and sources of events. An absent list does not limit.
 */
export type Grant =
  | string
  | {
      /** Patterns of topics. */
      readonly topics?: readonly string[];
      /** Patterns of types. */
      readonly types?: readonly string[];
      /** Patterns of sources. */
      readonly sources?: readonly string[];
    };

export interface Grants {
  readonly subscribe: readonly Grant[];
  readonly publish: readonly Grant[];
  /** Ids of the sessions that the user may join. */
  readonly sessions: readonly string[];
}

/** Why a sign-in failed, as the protocol defines it (5.8). */
export type SignInFailure = "state" | "denied" | "response" | "unavailable";

/** A user is signed in. */
export interface SignedIn {
  readonly kind: "signed-in";
  /** Identifies the user. */
  readonly user: string;
  /** For people to read; not unique. The user's id where the provider names none. */
  readonly name: string;
  readonly groups: readonly string[];
  /** Whether groups are missing, because the token or the cookie was too small for them. */
  readonly groupsOmitted: boolean;
  /** `admin`, `publisher`, both or none. */
  readonly roles: readonly string[];
  readonly grants: Grants;
  /** Patterns of the topics that the user may subscribe to: the client's option `topics`. */
  readonly topics: readonly string[];
  /** Whether the user may publish anything, by a role or by a grant. */
  readonly canPublish: boolean;
  /** When the session ends without a refresh, as RFC 3339 text. */
  readonly expires: string | undefined;
  /** Whether `signOut` can end the session. A single sign-on in front ends its own. */
  readonly canSignOut: boolean;
}

/** Nobody is signed in. */
export interface SignedOut {
  readonly kind: "signed-out";
  /**
   * - `never`: nobody has signed in.
   * - `signed-out`: the user signed out, in this tab or in another one.
   * - `ended`: the session was lost while the page was open. The page may remain as it is, with a
   *   button that calls `signIn()`.
   * - `failed`: the identity provider did not sign the user in; `failure` says why.
   */
  readonly reason: "never" | "signed-out" | "ended" | "failed";
  /**
   * The address of the sign-in, which returns to the page as it was when the state began. `signIn()`
   * returns to the page as it is. `undefined` where the server offers no sign-in.
   */
  readonly signInUrl: string | undefined;
  readonly failure: SignInFailure | undefined;
  /** With `ended`: the user whose session ended. */
  readonly former: SignedIn | undefined;
}

/** What a page knows of its user. */
export type SessionState =
  /** The server was not asked yet, or the page is about to show the identity provider. */
  | { readonly kind: "checking" }
  | SignedIn
  | SignedOut
  /** The first answer is missing. `check()` tries again. */
  | { readonly kind: "unreachable"; readonly error: unknown };
