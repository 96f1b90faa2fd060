/** What could not be read on its way in, as `GET /api/admin/dead-letters` tells of it. */
export interface DeadLetter {
  readonly id: string;
  /** Where it came from, e.g. `kafka:tidings.events`. */
  readonly source: string;
  readonly position: string;
  readonly reason: string;
  /** RFC 3339. */
  readonly at: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Base64. */
  readonly payload: string;
  /** When it was taken in after all; RFC 3339. */
  readonly replayed?: string | null;
}

/** Newest first. */
export interface DeadLetterPage {
  readonly letters: readonly DeadLetter[];
  /** Whether there are older ones. */
  readonly more: boolean;
}

const LIMIT = 50;

/** @param before the id of the oldest letter that is known already */
export function pathOfPage(before?: string): string {
  const query = new URLSearchParams({ limit: String(LIMIT) });
  if (before !== undefined) query.set("before", before);
  return `/admin/dead-letters?${query}`;
}

export function pathOfReplay({ id }: DeadLetter): string {
  return `/admin/dead-letters/${encodeURIComponent(id)}/replay`;
}
