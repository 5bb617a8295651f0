import type { Apparatus } from "../run/apparatus.ts";
import { FROZEN_SEEDS } from "../run/bounds.ts";
import { oracleRun } from "./oracle-run.ts";
import type { Check } from "./stage-reports.ts";

/** The episode in which Repair A is accepted, and the one in which regime 2 then begins; null where it is too late for that. */
export type GatingCase = readonly [repairAEpisode: number, regime2Start: number | null];

/** E3 as reference §2.5 tables it, in numbers: what is checked by this is not asked for it. */
export const GATING_TABLE: readonly GatingCase[] = [
  [2, 4],
  [3, 4],
  [4, 5],
  [5, 6],
  [6, null],
];

/** E3 in a run: an oracle that answers Contradiction A from a certain episode on, and when regime 2 then begins. */
export function gatingCheck(apparatus: Apparatus, [episode, due]: GatingCase): Check {
  const run = oracleRun(apparatus, FROZEN_SEEDS[0]!, { repairsFromEpisode: episode, episodes: episode + 4 });
  const accepted = run.repairs.find(({ name }) => name === "A")?.episode ?? null;
  const begins = run.episodes.find(({ regime }) => regime === 2)?.episode ?? null;
  const isTooLate = run.episodes.some(({ halt }) => halt?.code === "FAILURE / REPAIR_A_TOO_LATE");
  return {
    id: `REPAIR_A_IN_EPISODE_${episode}`,
    name: `Repair A in episode ${episode}: ${due === null ? "too late" : `regime 2 begins in episode ${due}`}`,
    passed: begins === due && isTooLate === (due === null) && accepted === (due === null ? null : episode),
    found: isTooLate
      ? "REPAIR_A_TOO_LATE"
      : `accepted in episode ${accepted ?? "none"}, regime 2 begins in episode ${begins ?? "none"}`,
  };
}
