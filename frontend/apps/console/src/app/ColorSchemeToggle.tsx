import { ActionIcon, useComputedColorScheme, useMantineColorScheme } from "@mantine/core";
import { useMessages } from "../i18n/LanguageContext.ts";
import { MoonIcon, SunIcon } from "../ui/icons.ts";

/** Switches between light and dark. Before the first use the system's choice applies. */
export function ColorSchemeToggle() {
  const { app } = useMessages();
  const { setColorScheme } = useMantineColorScheme();
  const current = useComputedColorScheme("light", { getInitialValueInEffect: false });
  const other = current === "dark" ? "light" : "dark";
  return (
    <ActionIcon
      aria-label={other === "dark" ? app.toDark : app.toLight}
      onClick={() => setColorScheme(other)}
      size={34}
      variant="default"
    >
      {other === "dark" ? <MoonIcon /> : <SunIcon />}
    </ActionIcon>
  );
}
