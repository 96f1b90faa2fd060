"use client";

import { useInsertionEffect, useRef } from "react";

/**
 * Holds the value of the last committed render, for callbacks of effects. It replaces
 * `useEffectEvent`, which React 18 lacks. Unlike a layout effect, it does not warn on a server.
 */
export function useLatest<Value>(value: Value): { readonly current: Value } {
  const latest = useRef(value);
  useInsertionEffect(() => {
    latest.current = value;
  });
  return latest;
}
