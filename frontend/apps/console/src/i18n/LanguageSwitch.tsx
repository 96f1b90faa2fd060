import { Button } from "@mantine/core";
import { useLanguage, useLocale } from "./LanguageContext.ts";
import { LANGUAGES } from "./language.ts";

export interface LanguageSwitchProps {
  /** Where there is room for it; everywhere if left out. */
  readonly visibleFrom?: "sm";
}

/** Offers the other language, by its own name for itself. */
export function LanguageSwitch({ visibleFrom }: LanguageSwitchProps) {
  const choice = useLanguage();
  const other = useLocale() === "en" ? "zh-CN" : "en";
  return (
    <Button
      lang={other}
      miw="max-content"
      onClick={() => choice.choose(other)}
      px="xs"
      size="xs"
      h={34}
      variant="default"
      {...(visibleFrom && { visibleFrom })}
    >
      {LANGUAGES[other].name}
    </Button>
  );
}
