import { Store } from "@tidings/client";
import { en } from "./en.ts";
import type { Messages } from "./messages.ts";
import { zhCn } from "./zhCn.ts";

/** BCP 47 tags of the console's languages. */
export type Language = "en" | "zh-CN";

export const LANGUAGES: Readonly<
  Record<Language, { readonly name: string; readonly messages: Messages }>
> = {
  en: { name: "English", messages: en },
  "zh-CN": { name: "中文", messages: zhCn },
};

const KEY = "tidings.language";

export interface LanguageOptions {
  /** Stores the selection. */
  readonly storage: Pick<Storage, "getItem" | "setItem">;
  /** The browser's preferred languages, in order. */
  readonly preferred: readonly string[];
}

/** The current language: the selected one, or the first of the browser's that the console has. */
export class LanguageChoice extends Store<Language> {
  readonly #storage: LanguageOptions["storage"];

  constructor({ storage, preferred }: LanguageOptions) {
    const selected = storage.getItem(KEY);
    super(isLanguage(selected) ? selected : firstAvailable(preferred));
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

function firstAvailable(preferred: readonly string[]): Language {
  for (const tag of preferred) {
    const [language] = tag.toLowerCase().split("-");
    if (language === "zh") return "zh-CN";
    if (language === "en") return "en";
  }
  return "en";
}
