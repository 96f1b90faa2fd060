import type { Settings } from "./settings.ts";

/**
 * Makes what tells `onError` why something does not work: once, however often it is tried in vain.
 * Called with `undefined`, which is no fault, it takes the next one for news again.
 */
export function complainer({
  onError,
  page,
}: Pick<Settings, "onError" | "page">): (fault: unknown) => void {
  let told: string | undefined;
  return (fault) => {
    const cause = fault === undefined ? fault : String(fault);
    // Without a network nothing works, and the browser says so itself.
    if (cause !== undefined && cause !== told && page.isOnline()) onError(fault);
    told = cause;
  };
}
