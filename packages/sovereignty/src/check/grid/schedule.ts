import { scheduled } from "../oracle/schedule-table.ts";
import type { Specimen } from "../specimen.ts";
import type { Findings } from "../violation.ts";

const EPISODES = 20;

/** E3: every episode with every episode in which Repair A can have been accepted before, and with none, against the table. */
export function checkSchedule({ regimeOf, isRepairATooLate }: Specimen, findings: Findings): number {
  let cases = 0;
  for (let episode = 0; episode < EPISODES; episode += 1)
    for (const repairA of acceptancesBefore(episode)) {
      cases += 1;
      const found = isRepairATooLate(episode, repairA) ? "too late" : regimeOf(episode, repairA);
      const expected = scheduled(episode, repairA);
      const at = [`episode ${episode}, Repair A ${repairA === null ? "never" : `in episode ${repairA}`}`];
      if (found !== expected)
        findings.report("schedule", [{ rule: "E3", detail: `${found}, expected ${expected}` }], at);
    }
  return cases;
}

/** Regime 1 begins in episode 2: before it there is nothing to repair. */
function acceptancesBefore(episode: number): readonly (number | null)[] {
  return [null, ...Array.from({ length: Math.max(0, episode - 2) }, (_, index) => index + 2)];
}
