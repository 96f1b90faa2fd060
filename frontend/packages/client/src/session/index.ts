export type { Address } from "./address.ts";
export type { SessionOptions, TabStorage } from "./options.ts";
export { createSession, type Session, type SignInOptions } from "./session.ts";
export type {
  Grant,
  Grants,
  SessionState,
  SignedIn,
  SignedOut,
  SignInFailure,
} from "./state.ts";
