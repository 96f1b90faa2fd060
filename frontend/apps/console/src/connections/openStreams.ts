/** One open stream, as `GET /api/connections` tells of it. */
export interface OpenStream {
  readonly id: string;
  readonly user: string;
  readonly address: string;
  /** RFC 3339. */
  readonly opened: string;
  readonly expires: string;
  /** Frames that wait to be written. */
  readonly queued: number;
  readonly types: readonly string[];
  readonly topics: readonly string[];
  readonly session?: string | null;
  readonly format: string;
}

/** The streams in an answer, the newest first. */
export function readStreams(body: unknown): readonly OpenStream[] {
  const { connections } = body as { readonly connections: readonly OpenStream[] };
  return connections.toSorted((a, b) => Date.parse(b.opened) - Date.parse(a.opened));
}
