"use client";

import { useInsertionEffect, useRef } from "react";

/**
 * Holds the value of the last render that was shown, for callbacks that effects keep. What
 * `useEffectEvent` does, in React 18, too; unlike a layout effect it is silent on a server.
 */
export function useLatest<Value>(value: Value): { readonly current: Value } {
  const latest = useRef(value);
  useInsertionEffect(() => {
    latest.current = value;
  });
  return latest;
}
