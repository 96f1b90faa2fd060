import { type CSSVariablesResolver, createTheme } from "@mantine/core";

const MONOSPACE =
  "ui-monospace, SFMono-Regular, 'SF Mono', Menlo, Consolas, 'DejaVu Sans Mono', monospace";

export const theme = createTheme({
  black: "#171a1f",
  colors: {
    // Mantine's greys are warm; the console's surfaces are cool.
    dark: [
      "#d8dde4",
      "#b5bcc6",
      "#949ba6",
      "#6d7581",
      "#434b57",
      "#2f3640",
      "#20252d",
      "#191d23",
      "#13161b",
      "#0d0f12",
    ],
  },
  primaryColor: "indigo",
  primaryShade: { light: 7, dark: 8 },
  defaultRadius: "md",
  fontFamilyMonospace: MONOSPACE,
  headings: { fontWeight: "650" },
  cursorType: "pointer",
});

/** Mantine's dimmed text and errors lack the contrast of WCAG AA; these colours have it. */
export const cssVariables: CSSVariablesResolver = ({ colors }) => ({
  variables: {},
  light: {
    "--mantine-color-dimmed": "#575e66",
    "--mantine-color-error": "#c01f1f",
    "--mantine-color-placeholder": "#6b727a",
    "--mantine-color-body": "#f6f7f9",
    "--tidings-surface": "#ffffff",
    "--tidings-sunken": "#f3f4f7",
    "--tidings-line": "#e1e4e9",
    "--tidings-key": "#364fc7",
    "--tidings-string": "#1b6b3a",
    "--tidings-number": "#a13d00",
    "--tidings-warning": "#fff4df",
    "--tidings-on-warning": "#6b3c00",
    "--tidings-selected": "#edf2ff",
    "--tidings-accent": "#364fc7",
    "--tidings-good": "#0c7a56",
    "--tidings-warn": "#b45309",
  },
  dark: {
    "--mantine-color-dimmed": "#a9b0ba",
    "--mantine-color-error": "#ff8787",
    "--mantine-color-placeholder": "#949ba6",
    "--mantine-color-body": "#111418",
    "--tidings-surface": "#191d23",
    "--tidings-sunken": "#13161b",
    "--tidings-line": "#2b313a",
    "--tidings-key": colors["indigo"]?.[3] ?? "#91a7ff",
    "--tidings-string": "#8fd6a5",
    "--tidings-number": "#f5b083",
    "--tidings-warning": "#2b2213",
    "--tidings-on-warning": "#ffd08a",
    "--tidings-selected": "#22293f",
    "--tidings-accent": colors["indigo"]?.[3] ?? "#91a7ff",
    "--tidings-good": "#4fd1a1",
    "--tidings-warn": "#f5b062",
  },
});
