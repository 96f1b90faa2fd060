import type { Schemas } from "../api/operations.ts";

/** An input that a source could not read. */
export type DeadLetter = Schemas["DeadLetter"];
