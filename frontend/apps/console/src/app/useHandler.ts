import { useCallback, useLayoutEffect, useRef } from "react";

/** Returns a stable function that calls the handler of the last render. */
export function useHandler<Arguments extends readonly unknown[]>(
  handler: (...given: Arguments) => void,
): (...given: Arguments) => void {
  const latest = useRef(handler);
  useLayoutEffect(() => {
    latest.current = handler;
  });
  return useCallback((...given: Arguments) => latest.current(...given), []);
}
