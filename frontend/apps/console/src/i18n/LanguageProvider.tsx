import { type ReactNode, useEffect, useSyncExternalStore } from "react";
import { LanguageContext } from "./LanguageContext.ts";
import type { LanguageChoice } from "./language.ts";

export interface LanguageProviderProps {
  readonly choice: LanguageChoice;
  readonly children: ReactNode;
}

/** Gives the tree below its language, and tells the document, for screen readers and fonts. */
export function LanguageProvider({ choice, children }: LanguageProviderProps) {
  const language = useSyncExternalStore(choice.subscribe, choice.get);
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  return <LanguageContext value={choice}>{children}</LanguageContext>;
}
