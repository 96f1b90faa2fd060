import type { en } from "./en.ts";

/** Widens literals to strings, and keeps functions. */
type Widened<T> = T extends (...parameters: never[]) => string
  ? T
  : T extends string
    ? string
    : { readonly [Key in keyof T]: Widened<T[Key]> };

/** The texts of a language. The compiler reports each missing text. */
export type Messages = Widened<typeof en>;
