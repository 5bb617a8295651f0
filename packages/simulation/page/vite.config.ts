import { defineConfig } from "vite";

/** Files of their own and nothing inline: the page's policy of content allows neither `data:` nor inline scripts. */
export default defineConfig({
  root: import.meta.dirname,
  base: "./",
  resolve: { conditions: ["@plimsoll/source", "module", "browser", "import", "default"] },
  worker: { format: "es" },
  build: {
    outDir: "../dist/page",
    emptyOutDir: true,
    target: "es2024",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
});
