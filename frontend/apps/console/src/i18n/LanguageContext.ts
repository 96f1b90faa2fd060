import { createContext, use, useSyncExternalStore } from "react";
import { LANGUAGES, LanguageChoice } from "./language.ts";
import type { Messages } from "./messages.ts";

/** The selected language. Without a provider it is English. */
export const LanguageContext = createContext(
  new LanguageChoice({
    storage: { getItem: () => null, setItem: () => undefined },
    preferred: ["en"],
  }),
);

export function useLanguage(): LanguageChoice {
  return use(LanguageContext);
}

/** The texts of the current language. */
export function useMessages(): Messages {
  return LANGUAGES[useLocale()].messages;
}

/** The current language, for `Intl`. */
export function useLocale() {
  const choice = use(LanguageContext);
  return useSyncExternalStore(choice.subscribe, choice.get);
}
