import type { Address } from "./address.ts";
import type { SignInFailure } from "./state.ts";

const PARAMETER = "sign-in";
const FAILURES: readonly SignInFailure[] = ["state", "denied", "response", "unavailable"];

/**
 * Takes the reason of a failed sign-in out of the page's address, so that a reload does not report it
 * again. An unknown reason counts as `response`.
 */
export function takeSignInFailure(address: Address): SignInFailure | undefined {
  // The origin serves only to read the address.
  const url = new URL(address.get(), "http://page");
  const reason = url.searchParams.get(PARAMETER);
  if (reason === null) return undefined;
  url.searchParams.delete(PARAMETER);
  address.replace(url.pathname + url.search + url.hash);
  return FAILURES.find((one) => one === reason) ?? "response";
}
