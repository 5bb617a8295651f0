import type { Apparatus } from "../run/apparatus.ts";
import { EPISODES_PER_CALIBRATION, FROZEN_SEEDS } from "../run/bounds.ts";
import type { SeedRun } from "../run/seed-run.ts";
import { admissibleRepairs } from "./admissible-repairs.ts";
import { successesIn } from "./asb-comparison.ts";
import { nullOverSeeds } from "./asb-null.ts";
import { branchingChecks } from "./branching-check.ts";
import { discriminationChecks } from "./discrimination-checks.ts";
import { GATING_TABLE, gatingCheck } from "./gating-check.ts";
import { oracleRun } from "./oracle-run.ts";
import type { Progress } from "./progress.ts";
import { seedCheck } from "./seed-check.ts";
import type { CalibrationReport, CalibrationVerdict, Check } from "./stage-reports.ts";
import { CALIBRATION } from "./thresholds.ts";

/** Stage 2, the calibration gate E2 (seed §13): before any agent runs, and never tuned afterwards. `progress` counts its parts. */
export function calibrate(apparatus: Apparatus, progress: Progress): CalibrationReport {
  const parts = FROZEN_SEEDS.length + 3;
  const runs = FROZEN_SEEDS.map((seed, index) => {
    const run = oracleRun(apparatus, seed, { repairsFromEpisode: 0, episodes: EPISODES_PER_CALIBRATION });
    progress(index + 1, parts);
    return run;
  });
  const oracle = oracleConduct(runs);
  const asbNull = nullOverSeeds(apparatus.physics, FROZEN_SEEDS, CALIBRATION.nullEpisodesPerSeed);
  progress(parts - 2, parts);
  const admissible = admissibleRepairs(apparatus);
  progress(parts - 1, parts);
  const groups: readonly (readonly [CalibrationVerdict, readonly Check[]])[] = [
    ["INVALID_ENV / NO_ADMISSIBLE_REPAIR_PAIR", pairChecks(apparatus, runs, admissible)],
    ["INVALID_RUN / ENV_NOT_DISCRIMINATIVE", discriminationChecks({ oracle, asbNull })],
    ["INVALID_RUN / ENV_AUTOPILOT_DEGENERACY", branchingChecks(apparatus)],
  ];
  progress(parts, parts);
  const broken = groups.find(([, checks]) => checks.some(({ passed }) => !passed));
  return {
    verdict: broken?.[0] ?? "CALIBRATED",
    checks: groups.flatMap(([, checks]) => checks),
    oracle,
    asbNull,
    admissible,
  };
}

function oracleConduct(runs: readonly SeedRun[]): CalibrationReport["oracle"] {
  const episodes = runs.flatMap((run) => run.episodes);
  return { seeds: runs.length, episodes: episodes.length, successes: successesIn(episodes) };
}

function pairChecks(
  apparatus: Apparatus,
  runs: readonly SeedRun[],
  { tried, repairA, repairB }: CalibrationReport["admissible"],
): readonly Check[] {
  return [
    seedCheck("REPAIR_PAIR", "a Repair A and a Repair B pass every gate rule", runs, isPair),
    seedCheck(
      "REPLAY_PASSES",
      "the non-subsumption replay passes",
      runs,
      ({ metrics }) => metrics.nonSubsumptionReplayPassed === true,
    ),
    seedCheck(
      "NOTHING_LEFT_AFTER_B",
      "no contradiction is left after Repair B",
      runs,
      ({ contradictions }) => contradictions.length === 2,
    ),
    seedCheck(
      "LAW_STAYS_ITSELF",
      "the law stays itself at every episode start",
      runs,
      ({ metrics }) => metrics.continuityFailures === 0,
    ),
    {
      id: "REPAIRS_ADMISSIBLE",
      name: "admissible repairs exist and are not arbitrary",
      passed: repairA.length > 0 && repairB.length > 0 && repairA.length + repairB.length < tried,
      found: `${repairA.length} Repairs A and ${repairB.length} Repairs B of ${tried} tried`,
    },
    ...GATING_TABLE.map((row) => gatingCheck(apparatus, row)),
  ];
}

const isPair = ({ repairs }: SeedRun): boolean => repairs.map(({ name }) => name).join("") === "AB";
