/** The projects of the matrix. */
export const ROWS: readonly {
  readonly name: string;
  readonly files: Readonly<Record<string, string>>;
}[];
