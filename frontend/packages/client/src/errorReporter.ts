import type { Settings } from "./settings.ts";

/** Reports an error. `undefined` stands for a success. */
export type ErrorReporter = (error: unknown) => void;

/**
 * Creates a reporter that passes an error to `onError` once, however often the attempt is repeated.
 * After a success the same error is reported again.
 */
export function createErrorReporter({
  onError,
  page,
}: Pick<Settings, "onError" | "page">): ErrorReporter {
  let reported: string | undefined;
  return (error) => {
    const cause = error === undefined ? error : String(error);
    // Without a network every attempt fails, and the browser reports the network's state itself.
    if (cause !== undefined && cause !== reported && page.isOnline()) onError(error);
    reported = cause;
  };
}
