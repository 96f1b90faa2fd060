import { Button } from "@mantine/core";
import { useLanguage, useLocale } from "./LanguageContext.ts";
import { LANGUAGES } from "./language.ts";

export interface LanguageSwitchProps {
  /** The smallest width at which the switch is visible; without it, every width. */
  readonly visibleFrom?: "sm";
}

/** Switches to the other language, under its own name. */
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
