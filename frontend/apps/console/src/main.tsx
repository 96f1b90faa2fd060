import "@mantine/core/styles.css";
import "./app/console.css";
import { MantineProvider } from "@mantine/core";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app/App.tsx";
import { cssVariables, theme } from "./app/theme.ts";
import { Session } from "./identity/session.ts";

const root = document.getElementById("root");
if (!root) throw new Error("The page has no #root");

createRoot(root).render(
  <StrictMode>
    <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto">
      <App session={new Session({ storage: sessionStorage })} />
    </MantineProvider>
  </StrictMode>,
);
