import { TidingsError } from "@tidings/client";
import { serverPath } from "../api/base.ts";
import type { DemoUser } from "./demoUsers.ts";

/** Below the console's folder, which may include a context root or a proxy's prefix. */
const path = () => serverPath("/dev/token");

/** Whether the server issues tokens for demo users. */
export async function offersDevTokens(fetch: typeof globalThis.fetch): Promise<boolean> {
  // Without the development identity the path does not exist; with it, an empty request is refused.
  const { status } = await fetch(path(), post({}));
  return status !== 404;
}

/** @throws {TidingsError} when the server issues none */
export async function requestDevToken(
  fetch: typeof globalThis.fetch,
  { name, groups, grants }: DemoUser,
): Promise<string> {
  const response = await fetch(path(), post({ user: name, groups, tidings: grants }));
  const body: unknown = await response.json().catch(() => undefined);
  if (response.ok && hasToken(body)) return body.token;
  throw new TidingsError(response.status, {
    detail: `The server issued no token for ${name} (status ${response.status}).`,
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
