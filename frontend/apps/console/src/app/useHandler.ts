import { useCallback, useLayoutEffect, useRef } from "react";

/** A handler that stays the same function, and does what the one of the last render does. */
export function useHandler<Arguments extends readonly unknown[]>(
  handler: (...given: Arguments) => void,
): (...given: Arguments) => void {
  const latest = useRef(handler);
  useLayoutEffect(() => {
    latest.current = handler;
  });
  return useCallback((...given: Arguments) => latest.current(...given), []);
}
