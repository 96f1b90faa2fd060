"use client";

import { createContext } from "react";
import { type FrameScheduler, nextAnimationFrame } from "./frameBatch.ts";

/** Schedules the renders of the hooks. Tests replace it, so that they need not wait. */
export const FrameContext = createContext<FrameScheduler>(nextAnimationFrame);
