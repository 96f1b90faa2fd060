import type { AnswerOf, Schemas } from "../api/operations.ts";

/** One open stream. */
export type OpenStream = Schemas["Connection"];

/** Sorts the streams of an answer, the newest first. */
export function newestFirst({ connections }: AnswerOf<"/api/connections">): readonly OpenStream[] {
  return connections.toSorted((a, b) => Date.parse(b.opened) - Date.parse(a.opened));
}
