import "@mantine/core/styles.css";
import "./app/global.css";
import { MantineProvider } from "@mantine/core";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app/App.tsx";
import { cssVariables, theme } from "./app/theme.ts";
import { LanguageProvider } from "./i18n/LanguageProvider.tsx";
import { LanguageChoice } from "./i18n/language.ts";
import { ConsoleSession } from "./identity/session.ts";

const root = document.getElementById("root");
if (!root) throw new Error("The page has no #root");

const session = new ConsoleSession({ storage: sessionStorage });
const language = new LanguageChoice({ storage: localStorage, preferred: navigator.languages });

createRoot(root).render(
  <StrictMode>
    <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto">
      <LanguageProvider choice={language}>
        <App session={session} />
      </LanguageProvider>
    </MantineProvider>
  </StrictMode>,
);
