import { ActionIcon, useComputedColorScheme, useMantineColorScheme } from "@mantine/core";
import { MoonIcon, SunIcon } from "./icons.tsx";

/** Goes with the system until it is pressed; from then on with the choice. */
export function ColorSchemeToggle() {
  const { setColorScheme } = useMantineColorScheme();
  const current = useComputedColorScheme("light", { getInitialValueInEffect: false });
  const other = current === "dark" ? "light" : "dark";
  return (
    <ActionIcon
      aria-label={`Switch to ${other} mode`}
      onClick={() => setColorScheme(other)}
      size="lg"
      variant="default"
    >
      {other === "dark" ? <MoonIcon /> : <SunIcon />}
    </ActionIcon>
  );
}
