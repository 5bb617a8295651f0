import { defineConfig } from "vitest/config";

const conditions = ["@plimsoll/source", "node", "import", "module", "default"];

/** What needs a real cluster: `npm run test:cluster`. */
export default defineConfig({
  root: new URL("../../", import.meta.url).pathname,
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
  test: {
    include: ["packages/governor/test/kubernetes/cluster/*.cluster.ts"],
    testTimeout: 300_000,
    hookTimeout: 120_000,
    setupFiles: ["./scripts/test/seed.ts"],
    // Each file starts a cluster of its own, and times are measured.
    fileParallelism: false,
  },
});
