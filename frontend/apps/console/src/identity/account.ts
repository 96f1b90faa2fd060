import { TidingsError } from "@tidings/client";
import { serverPath } from "../api/base.ts";
import type { AnswerOf } from "../api/operations.ts";
import { readProblem } from "../api/problem.ts";

/** The caller and the sign-in, as `GET /auth/me` names them. */
export type Account = AnswerOf<"/auth/me">;

type Fetch = typeof globalThis.fetch;

/** @throws {TidingsError} when the server refuses; another error when it is unreachable */
export async function fetchAccount(fetch: Fetch): Promise<Account> {
  const answer = await fetch(serverPath("/auth/me"), { cache: "no-store" });
  if (!answer.ok) throw new TidingsError(answer.status, await readProblem(answer));
  return answer.json();
}

/**
 * Refreshes the session of the cookie.
 *
 * @returns whether it continues; `false` when the user must sign in again
 * @throws {TidingsError} when the identity provider is unreachable
 */
export async function refreshSession(fetch: Fetch): Promise<boolean> {
  const answer = await fetch(serverPath("/auth/refresh"), { method: "POST" });
  if (answer.status === 401) return false;
  if (!answer.ok) throw new TidingsError(answer.status, await readProblem(answer));
  return true;
}

/**
 * Ends the session.
 *
 * @returns the page to show next, which signs out of the identity provider, too
 * @throws {TidingsError} when the server refuses
 */
export async function endSession(fetch: Fetch): Promise<string> {
  const answer = await fetch(serverPath("/auth/logout"), { method: "POST" });
  if (!answer.ok) throw new TidingsError(answer.status, await readProblem(answer));
  const { location }: AnswerOf<"/auth/logout", "post"> = await answer.json();
  return location;
}
