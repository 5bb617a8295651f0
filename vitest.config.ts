import { defineConfig } from "vitest/config";

/** Long, but pure: no process is timed in them, so they may run beside one another. */
const worlds = [
  "packages/simulation/test/*.test.ts",
  "packages/simulation/test/{gardener,optimum,python}/**/*.test.ts",
  "packages/cli/test/rehearsal/*.test.ts",
  "packages/mesh/test/{budget,certificate,deploy,intent,kit,member,replica,simulated,site,spec,state,verifier}/**/*.test.ts",
];

const conditions = ["@plimsoll/source", "node", "import", "module", "default"];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
  test: {
    testTimeout: 60_000,
    hookTimeout: 30_000,
    setupFiles: ["./scripts/test-seed.ts"],
    projects: [
      {
        extends: true,
        test: { name: "unit", include: ["packages/*/src/**/*.test.ts", "scripts/**/*.test.ts", ...worlds] },
      },
      {
        extends: true,
        test: {
          name: "integration",
          include: ["packages/*/test/**/*.test.ts"],
          exclude: worlds,
          // Real processes are timed here: two files at once would measure each other.
          fileParallelism: false,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
