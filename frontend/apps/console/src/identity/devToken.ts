import { TidingsError } from "@tidings/client";
import { atServer } from "../api/base.ts";
import type { DemoUser } from "./demoUsers.ts";

/** Below the console: a context root or a proxy's prefix is part of it. */
const path = () => atServer("/dev/token");

/** Whether the server gives tokens to demo users. */
export async function offersDevTokens(fetch: typeof globalThis.fetch): Promise<boolean> {
  // An empty request is refused where there is such a thing, and not found where there is none.
  const { status } = await fetch(path(), post({}));
  return status !== 404;
}

/** @throws {TidingsError} when the server gives none */
export async function requestDevToken(
  fetch: typeof globalThis.fetch,
  { name, groups, grants }: DemoUser,
): Promise<string> {
  const response = await fetch(path(), post({ user: name, groups, tidings: grants }));
  const body: unknown = await response.json().catch(() => undefined);
  if (response.ok && hasToken(body)) return body.token;
  throw new TidingsError(response.status, {
    detail: `The server gave no token for ${name} (status ${response.status}).`,
    errors: [],
  });
}

function hasToken(body: unknown): body is { readonly token: string } {
  return (
    typeof body === "object" && body !== null && "token" in body && typeof body.token === "string"
  );
}

function post(body: object): RequestInit {
  return {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  };
}
