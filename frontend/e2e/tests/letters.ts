import type { Page, Route } from "@playwright/test";

function base64(value: string | Uint8Array): string {
  return Buffer.from(value).toString("base64");
}

const LETTERS = [
  {
    id: "0-43",
    source: "kafka:tidings.events",
    position: "tidings.events/0/43",
    reason: "type: is missing",
    at: "2026-11-21T10:00:02Z",
    headers: { "content-type": "application/json" },
    payload: base64('{"data":{"order":4711}}'),
  },
  {
    id: "0-42",
    source: "kafka:tidings.events",
    position: "tidings.events/0/42",
    reason: "data: is neither JSON nor text, and the header says nothing of what it may be instead",
    at: "2026-11-21T10:00:01Z",
    headers: {},
    payload: base64(Uint8Array.from({ length: 40 }, (_, i) => 255 - i)),
  },
  {
    id: "0-41",
    source: "redis:orders",
    position: "1763719200000-0",
    reason: "user: is empty",
    at: "2026-11-21T10:00:00Z",
    headers: {},
    payload: base64('{"type":"orders.paid","user":""}'),
    replayed: "2026-11-21T10:05:00Z",
  },
];

/** A request to replay a dead letter. */
export interface ReplayRequest {
  readonly id: string;
  readonly body: string | null;
  readonly contentType: string | undefined;
}

/**
 * Answers like a server with three dead letters, two per page. A letter can be replayed if it has a
 * type.
 */
export async function serveLetters(page: Page): Promise<readonly ReplayRequest[]> {
  const requests: ReplayRequest[] = [];
  const replayed = new Set<string>();
  await page.route("**/api/admin/dead-letters?**", (route) => {
    const before = new URL(route.request().url()).searchParams.get("before");
    const from = LETTERS.findIndex(({ id }) => id === before) + 1;
    const letters = LETTERS.slice(from, from + 2).map((letter) =>
      replayed.has(letter.id) ? { ...letter, replayed: "2026-11-21T11:00:00Z" } : letter,
    );
    return route.fulfill({ json: { letters, more: from + 2 < LETTERS.length } });
  });
  await page.route("**/api/admin/dead-letters/*/replay", (route: Route) => {
    const request = route.request();
    const [, id = ""] = /dead-letters\/([^/]+)\/replay/.exec(request.url()) ?? [];
    const body = request.postData();
    requests.push({ id, body, contentType: request.headers()["content-type"] });
    if (body?.includes('"type"')) {
      replayed.add(id);
      return route.fulfill({ status: 202, json: { accepted: 1, duplicates: 0, cursor: "0-99" } });
    }
    return route.fulfill({
      status: 400,
      contentType: "application/problem+json",
      json: {
        title: "Bad Request",
        detail: "The letter still cannot be read",
        errors: [{ field: "type", message: "is missing" }],
      },
    });
  });
  return requests;
}
