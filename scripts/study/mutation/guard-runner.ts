import fc from "fast-check";
import { type RunnerTestCase, TestRunner } from "vitest";
import { WEAKEN } from "./places.ts";
import { shared } from "./shared.ts";

fc.configureGlobal({ ...fc.readConfigureGlobal(), endOnFailure: true });

/** Runs every test with the kernel as it is and keeps it, with what it reached, for the runs with a weakened one. */
export default class GuardRunner extends TestRunner {
  async runTask(test: RunnerTestCase): Promise<void> {
    const { guards, probes } = shared();
    guards.listen();
    const run = TestRunner.getTestFn(test) as () => Promise<void>;
    await run();
    if (test.file.name.endsWith(WEAKEN)) return;
    const reached = new Set(guards.reached);
    const began = performance.now();
    await run().catch((cause: unknown) => {
      throw new Error("a test that does not pass twice in a row can say nothing of a weakened kernel", { cause });
    });
    const asked = guards.asked;
    probes.push({ title: `${test.file.name}: ${test.name}`, run, reached, asked, ms: performance.now() - began });
    guards.listen();
  }
}
