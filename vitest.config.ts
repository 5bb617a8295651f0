import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";
import { commands, fleets, worlds } from "./scripts/test/groups.ts";

const conditions = ["@plimsoll/source", "node", "import", "module", "default"];

/** Node adds "import" or "require" by itself: given "import", a package that requires another would get its module. */
const serverConditions = ["@plimsoll/source", "node"];

/** One more than cores: commands wait for the processes that they start. Vitest alone would leave one core out. */
const sideBySide = { maxWorkers: availableParallelism() + 1, sequence: { groupOrder: 0 } };

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions: serverConditions, externalConditions: serverConditions } },
  test: {
    testTimeout: 60_000,
    hookTimeout: 30_000,
    setupFiles: ["./scripts/test/seed.ts"],
    projects: [
      {
        extends: true,
        test: { name: "commands", include: commands, ...sideBySide },
      },
      {
        extends: true,
        test: { name: "worlds", include: worlds, ...sideBySide },
      },
      {
        extends: true,
        test: {
          name: "unit",
          include: ["packages/*/src/**/*.test.ts", "scripts/**/*.test.ts", "bench/**/*.test.ts"],
          exclude: ["bench/peers/**", "**/node_modules/**"],
          // Short and without a state that outlives them: to load their modules anew for each takes as long as to run them.
          isolate: false,
          ...sideBySide,
        },
      },
      {
        extends: true,
        test: { name: "fleets", include: fleets, maxWorkers: availableParallelism() + 1, sequence: { groupOrder: 1 } },
      },
      {
        extends: true,
        test: {
          name: "integration",
          include: ["packages/*/test/**/*.test.ts"],
          exclude: [...worlds, ...commands, ...fleets],
          // Real processes are timed here: two files at once would measure each other.
          fileParallelism: false,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
