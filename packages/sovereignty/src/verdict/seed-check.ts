import type { SeedRun } from "../run/seed-run.ts";
import type { Check, CheckId } from "./stage-reports.ts";

/** Something that is demanded of every seed, with how many met it. No seeds meet nothing. */
export function seedCheck(
  id: CheckId,
  name: string,
  runs: readonly SeedRun[],
  isMet: (run: SeedRun) => boolean,
): Check {
  const count = runs.filter(isMet).length;
  return { id, name, passed: count === runs.length && count > 0, found: `${count} of ${runs.length} seeds` };
}
