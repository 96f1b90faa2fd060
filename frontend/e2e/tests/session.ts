import type { Page } from "@playwright/test";

const ACCOUNT = {
  user: "u-1",
  name: "Alice Archer",
  groups: [],
  roles: ["publisher"],
  grants: { subscribe: ["orders/**"], publish: [], sessions: [] },
  expires: "2100-01-01T00:00:00Z",
};
const URLS = { signInUrl: "/auth/login", signOutUrl: "/auth/logout" };

const EVENTS = [
  'event: tidings.open\ndata: {"connection":"c-1","resumed":false,"replayed":0,"heartbeat":15000}',
  'event: orders.paid\nid: x:1\ndata: {"order":4708,"method":"invoice"}',
];
const REVOKED = 'event: tidings.close\ndata: {"code":1002,"reason":"revoked","reconnect":false}';

/** The answers that the pages need before they show anything. */
const LISTS = { conversations: [], runs: [], data: [{ id: "scripted" }], servers: [], graphs: [] };

/** A browser's session, in place of the server's: the identity provider signs in at once. */
export interface ServedSession {
  /** Ends the session, and with it the open stream. */
  end(): void;
  /** The pages that the identity provider returned to. */
  readonly returns: string[];
}

export async function serveSession(page: Page): Promise<ServedSession> {
  const returns: string[] = [];
  let isSignedIn = true;
  let end: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => {
    end = () => {
      isSignedIn = false;
      resolve();
    };
  });
  await page.route(/\/(api|v1)\//, (route) => route.fulfill({ json: LISTS }));
  await page.route("**/api/events?**", async (route) => {
    // A stream cannot be answered in parts: it arrives with its end. The next one stays silent.
    if (returns.length > 0) return;
    await ended;
    const body = `${[...EVENTS, REVOKED].join("\n\n")}\n\n`;
    await route.fulfill({ contentType: "text/event-stream", body });
  });
  await page.route("**/auth/me", (route) =>
    route.fulfill({ json: isSignedIn ? { ...ACCOUNT, ...URLS } : { expired: false, ...URLS } }),
  );
  await page.route("**/auth/login?**", (route) => {
    const address = new URL(route.request().url()).searchParams.get("return") ?? "/";
    returns.push(address);
    isSignedIn = true;
    return route.fulfill({ status: 303, headers: { Location: address } });
  });
  return { end: () => end(), returns };
}
