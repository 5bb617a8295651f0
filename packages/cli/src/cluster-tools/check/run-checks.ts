import { setImmediate } from "node:timers/promises";
import { ProgressLine } from "../../output/progress-line.ts";
import type { Check, CheckWork } from "./check.ts";
import { distributionChecks } from "./distribution-checks.ts";
import { batchSizeCheck, equalityChecks } from "./equality-checks.ts";
import { goldenChecks } from "./golden-checks.ts";
import { interfaceChecks } from "./interface-checks.ts";

const ALL: readonly CheckWork[] = [
  ...goldenChecks,
  ...interfaceChecks,
  ...equalityChecks,
  batchSizeCheck,
  ...distributionChecks,
];

/** Every check to its end, one failed or not: one sees all that is wrong at once. */
export async function runChecks(works: readonly CheckWork[] = ALL): Promise<readonly Check[]> {
  using progress = new ProgressLine();
  const checks: Check[] = [];
  for (const { name, perform } of works) {
    progress.show(`${checks.length} of ${works.length} checks: ${name}`);
    checks.push({ name, ...(await perform()) });
    await setImmediate();
  }
  return checks;
}
