"use client";

import type { Session, SessionState } from "@tidings/client/session";
import { useContext, useMemo, useSyncExternalStore } from "react";
import { SessionContext } from "./SessionContext.ts";

/** The state of a session, and what a page does with it. */
export type SessionView = SessionState & Pick<Session, "check" | "signIn" | "signOut">;

/** What a server renders. */
const CHECKING: SessionState = { kind: "checking" };

/**
 * The session of the browser: who is signed in, and how to sign in and out. The component renders
 * when it changes. The first component that uses a session starts its check. On a server the session
 * is `checking`.
 *
 * @param session without it, that of the nearest `SSEProvider` with a session
 */
export function useSession(session?: Session): SessionView {
  const provided = useContext(SessionContext);
  const used = session ?? provided;
  if (!used) throw new Error("useSession needs a session, or an SSEProvider with one above it");
  const state = useSyncExternalStore(used.subscribe, used.get, () => CHECKING);
  return useMemo(() => {
    const { check, signIn, signOut } = used;
    return { ...state, check, signIn, signOut };
  }, [state, used]);
}
