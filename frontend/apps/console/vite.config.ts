import { resolve } from "node:path";
import react from "@vitejs/plugin-react";
import { defaultClientConditions, defineConfig } from "vite";
import { packageInventory } from "./build/packageInventory.ts";

const server = process.env["TIDINGS_URL"] ?? "http://localhost:9080";
const proxy = { "/api": server, "/dev": server, "/v1": server };

export default defineConfig({
  // Relative, so that the console works below any context root or prefix.
  base: "./",
  // META-INF: no server of Jakarta EE serves that folder of an application.
  plugins: [
    react(),
    packageInventory("META-INF/packages.json", resolve(import.meta.dirname, "../..")),
  ],
  resolve: { conditions: ["@tidings/source", ...defaultClientConditions] },
  build: {
    target: "baseline-widely-available",
    // Nothing may be inlined: the content security policy allows only what the origin serves.
    assetsInlineLimit: 0,
    reportCompressedSize: false,
  },
  server: { proxy },
  preview: { proxy },
});
