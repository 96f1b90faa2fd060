import { Store } from "@tidings/client";
import { en } from "./en.ts";
import type { Messages } from "./messages.ts";
import { zhCn } from "./zhCn.ts";

/** BCP 47 tags of the languages that the console speaks. */
export type Language = "en" | "zh-CN";

export const LANGUAGES: Readonly<
  Record<Language, { readonly name: string; readonly messages: Messages }>
> = {
  en: { name: "English", messages: en },
  "zh-CN": { name: "中文", messages: zhCn },
};

const KEY = "tidings.language";

export interface LanguageOptions {
  /** Where the choice is kept. */
  readonly storage: Pick<Storage, "getItem" | "setItem">;
  /** What the browser prefers, first choice first. */
  readonly preferred: readonly string[];
}

/** The language in use: the one that was chosen here, else the browser's first that is spoken. */
export class LanguageChoice extends Store<Language> {
  readonly #storage: LanguageOptions["storage"];

  constructor({ storage, preferred }: LanguageOptions) {
    const chosen = storage.getItem(KEY);
    super(isLanguage(chosen) ? chosen : firstSpoken(preferred));
    this.#storage = storage;
  }

  choose(language: Language): void {
    this.#storage.setItem(KEY, language);
    this.set(language);
  }
}

function isLanguage(value: string | null): value is Language {
  return value !== null && Object.hasOwn(LANGUAGES, value);
}

function firstSpoken(preferred: readonly string[]): Language {
  for (const tag of preferred) {
    const [language] = tag.toLowerCase().split("-");
    if (language === "zh") return "zh-CN";
    if (language === "en") return "en";
  }
  return "en";
}
