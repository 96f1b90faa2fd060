import { type ReactNode, useEffect, useSyncExternalStore } from "react";
import { LanguageContext } from "./LanguageContext.ts";
import type { LanguageChoice } from "./language.ts";

export interface LanguageProviderProps {
  readonly choice: LanguageChoice;
  readonly children: ReactNode;
}

/** Provides the language to the tree below, and sets it on the document for screen readers and fonts. */
export function LanguageProvider({ choice, children }: LanguageProviderProps) {
  const language = useSyncExternalStore(choice.subscribe, choice.get);
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  return <LanguageContext value={choice}>{children}</LanguageContext>;
}
