import type { ClientOptions } from "../options.ts";
import type { KeyValueStore } from "../platform.ts";
import { type Settings, withDefaults } from "../settings.ts";
import { type Address, browserAddress } from "./address.ts";

/** Stores for as long as the tab exists, as `sessionStorage` does. */
export interface TabStorage extends KeyValueStore {
  removeItem(key: string): void;
}

type Shared =
  | "url"
  | "credentials"
  | "retry"
  | "onError"
  | "fetch"
  | "random"
  | "clock"
  | "page"
  | "locks"
  | "openChannel";

/**
 * The options of a session. `url` is that of the client: the paths of the sign-in (`/auth/…`) are
 * beside it. `retry` is the back-off of a refresh while the identity provider is unreachable, and
 * `onError` receives its errors.
 */
export interface SessionOptions extends Pick<ClientOptions, Shared> {
  /**
   * Whether a tab whose user is not signed in shows the identity provider by itself, once. After
   * that, after a failure and after a sign-out only `signIn()` does. Needs `storage`.
   * @default true
   */
  readonly autoSignIn?: boolean;
  /**
   * Remembers that the tab has shown the identity provider.
   * @default sessionStorage; none where it is missing or forbidden
   */
  readonly storage?: TabStorage;
  /** @default the browser's; none outside of a page */
  readonly address?: Address;
}

/** The options, completed with their defaults. */
export interface SessionSettings extends Pick<Settings, Shared> {
  readonly autoSignIn: boolean;
  readonly storage: TabStorage | undefined;
  readonly address: Address | undefined;
  /** The URL that `/auth/…` follows: that of the API without its last segment. */
  readonly root: string;
}

export function sessionSettings(options: SessionOptions): SessionSettings {
  const { autoSignIn = true, storage = tabStorage(), address = browserAddress() } = options;
  const settings = withDefaults(options);
  return { ...settings, autoSignIn, storage, address, root: parentOf(settings.url) };
}

function parentOf(url: string): string {
  const [, origin = "", path = ""] = /^(\w+:\/\/[^/]*)?(.*)$/.exec(url) ?? [];
  return origin + path.replace(/\/?[^/]*$/, "");
}

/** Reading `sessionStorage` throws in a sandboxed frame. */
function tabStorage(): TabStorage | undefined {
  try {
    return globalThis.sessionStorage;
  } catch {
    return undefined;
  }
}
