import type { en } from "./en.ts";

/** A literal becomes any text; a function stays as it is. */
type Widened<T> = T extends (...parameters: never[]) => string
  ? T
  : T extends string
    ? string
    : { readonly [Key in keyof T]: Widened<T[Key]> };

/** What each language must have: the compiler names every word that is missing. */
export type Messages = Widened<typeof en>;
