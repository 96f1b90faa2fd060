import { resolve } from "node:path";
import react from "@vitejs/plugin-react";
import { defaultClientConditions, defineConfig } from "vite";
import { packageInventory } from "./build/packageInventory.ts";

const server = process.env["TIDINGS_URL"] ?? "http://localhost:9080";
const proxy = { "/api": server, "/auth": server, "/dev": server, "/v1": server };

export default defineConfig({
  // Relative, so that the console works below every context root or prefix.
  base: "./",
  // A Jakarta EE server does not serve an application's folder META-INF.
  plugins: [
    react(),
    packageInventory("META-INF/packages.json", resolve(import.meta.dirname, "../..")),
  ],
  resolve: { conditions: ["@tidings/source", ...defaultClientConditions] },
  build: {
    target: "baseline-widely-available",
    // The content security policy allows no inlined assets, only files of the origin.
    assetsInlineLimit: 0,
    reportCompressedSize: false,
  },
  server: { proxy },
  preview: { proxy },
});
