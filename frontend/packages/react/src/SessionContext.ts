"use client";

import type { Session } from "@tidings/client/session";
import { createContext } from "react";

/** Carries the session from the provider to `useSession`. */
export const SessionContext = createContext<Session | undefined>(undefined);
