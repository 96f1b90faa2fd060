/** The files of the section whose heading contains `words`, by path. */
export function recipe(words: string): Readonly<Record<string, string>>;
/** The headings of the page. */
export function headings(): string[];
