import { BaseSequencer, type TestSpecification } from "vitest/node";
import { defineConfig } from "vitest/config";
import { catalogue } from "./catalogue.ts";
import { instrumented } from "./instrument.ts";
import { root, WEAKEN } from "./places.ts";

const SLOW = ["same-capability", "laws", "fuzz", "snapshot", "state-digest", "small-scope", "kernel/test/spec"];
const conditions = ["@plimsoll/source", "node", "import", "module", "default"];
const sources = new Map(catalogue().sources.map((source) => [source.path, source]));

/** First all tests with the kernel as it is, then the runs with weakened guards. */
class WeakenLast extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isLast = ({ moduleId }: TestSpecification): boolean => moduleId.endsWith(WEAKEN);
    return [...files.filter((file) => !isLast(file)), ...files.filter(isLast)];
  }
}

export default defineConfig({
  root,
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
  plugins: [
    {
      name: "weaken-guards",
      enforce: "pre",
      transform(text, id) {
        const source = sources.get(id);
        return source === undefined ? null : { code: instrumented(source.file, text, source.firstId), map: null };
      },
    },
  ],
  test: {
    include: ["packages/kernel/test/**/*.test.ts", WEAKEN],
    // Slow ones that reach every guard, and those that look at the sources or ask other runtimes: no guard is weakened there.
    exclude: SLOW.map((name) => `**/${name}.test.ts`),
    testNamePattern: /^(?!.*(K-95 the newest Node|K-95 Chromium|canary: one count)).*$/,
    runner: new URL("guard-runner.ts", import.meta.url).pathname,
    sequence: { sequencer: WeakenLast },
    // One process and one load of the kernel: a run costs no more than the test itself.
    isolate: false,
    // A cached file would have the numbers that its guards had when other files were shorter.
    fsModuleCache: false,
    fileParallelism: false,
    maxWorkers: 1,
    testTimeout: 3_600_000,
  },
});
