const PARAMETER = "sign-in";

/** The reasons of a failed sign-in, as the protocol defines them. */
const FAILURES = ["state", "denied", "response", "unavailable"] as const;

export type SignInFailure = (typeof FAILURES)[number];

/** The page's URL after a sign-in. */
export interface ReturnedPage {
  /** Path, query and fragment, without the reason. */
  readonly page: string;
  /** Why the sign-in failed; `undefined` where it did not. */
  readonly failure: SignInFailure | undefined;
}

/** Takes the reason of a failed sign-in out of the page's URL, so that a reload does not show it again. */
export function takeSignInFailure({
  location,
  history,
}: Pick<Window, "location" | "history">): ReturnedPage {
  const url = new URL(location.href);
  const reason = url.searchParams.get(PARAMETER);
  if (reason !== null) {
    url.searchParams.delete(PARAMETER);
    history.replaceState(null, "", url);
  }
  return {
    page: url.pathname + url.search + url.hash,
    failure: reason === null ? undefined : (FAILURES.find((one) => one === reason) ?? "response"),
  };
}
