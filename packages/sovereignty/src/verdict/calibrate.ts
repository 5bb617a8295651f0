import type { Apparatus } from "../run/apparatus.ts";
import { EPISODES_PER_CALIBRATION, FROZEN_SEEDS } from "../run/bounds.ts";
import { candidateSetup, runSeed } from "../run/run-seed.ts";
import type { SeedRun } from "../run/seed-run.ts";
import { actionsIn } from "../world/action.ts";
import { progressSet, RANK_INFINITE } from "../world/rank.ts";
import { regime2Start, REGIME_2_DELAY_MAX, REGIME_2_PREREGISTERED_START } from "../world/schedule.ts";
import { depositAt, STAMP_CARGO, type Target } from "../world/target.ts";
import { everyGridState } from "../world/valuation.ts";
import { admissibleRepairs } from "./admissible-repairs.ts";
import { nullConduct } from "./asb-null.ts";
import { oracle } from "./oracle.ts";
import type { Progress } from "./progress.ts";
import type { CalibrationReport, CalibrationVerdict, Check, NullConduct } from "./stage-reports.ts";
import { CALIBRATION } from "./thresholds.ts";

const MILLION = 1_000_000;

/** Stage 2, the calibration gate E2 (seed §13): before any agent runs, and never tuned afterwards. `progress` counts its parts. */
export function calibrate(apparatus: Apparatus, progress: Progress): CalibrationReport {
  const parts = FROZEN_SEEDS.length + 3;
  const runs = FROZEN_SEEDS.map((seed, index) => {
    const run = oracleRun(apparatus, seed, 0, EPISODES_PER_CALIBRATION);
    progress(index + 1, parts);
    return run;
  });
  const asbNull = nullOverSeeds(apparatus);
  progress(parts - 2, parts);
  const admissible = admissibleRepairs(apparatus);
  progress(parts - 1, parts);
  const groups: readonly (readonly [CalibrationVerdict, readonly Check[]])[] = [
    ["INVALID_ENV / NO_ADMISSIBLE_REPAIR_PAIR", pairChecks(apparatus, runs, admissible)],
    ["INVALID_RUN / ENV_NOT_DISCRIMINATIVE", discriminationChecks(runs, asbNull)],
    ["INVALID_RUN / ENV_AUTOPILOT_DEGENERACY", TARGETS.map((target) => branchingCheck(apparatus, target))],
  ];
  progress(parts, parts);
  const broken = groups.find(([, checks]) => checks.some(({ passed }) => !passed));
  return {
    verdict: broken?.[0] ?? "CALIBRATED",
    checks: groups.flatMap(([, checks]) => checks),
    oracle: {
      seeds: runs.length,
      episodes: sum(runs.map(({ episodes }) => episodes.length)),
      successes: successesOf(runs),
    },
    asbNull,
    admissible,
  };
}

const oracleRun = (apparatus: Apparatus, seed: number, repairsFromEpisode: number, episodes: number): SeedRun =>
  runSeed(
    { ...candidateSetup(apparatus, seed), episodes, continuesAfterHalt: repairsFromEpisode > 0 },
    oracle(repairsFromEpisode),
  );

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

const successesOf = (runs: readonly SeedRun[]): number =>
  sum(runs.map(({ episodes }) => episodes.filter(({ success }) => success).length));

const check = (name: string, passed: boolean, found: string): Check => ({ name, passed, found });

function pairChecks(
  apparatus: Apparatus,
  runs: readonly SeedRun[],
  { tried, repairA, repairB }: CalibrationReport["admissible"],
): readonly Check[] {
  const pairs = runs.filter(({ repairs }) => repairs.map(({ name }) => name).join("") === "AB").length;
  const replays = runs.filter(({ metrics }) => metrics.nonSubsumptionReplayPassed === true).length;
  const cleared = runs.filter(({ contradictions }) => contradictions.length === 2).length;
  const continuous = runs.filter(({ metrics }) => metrics.continuityFailures === 0).length;
  const all = `of ${runs.length} seeds`;
  return [
    check("a Repair A and a Repair B pass every gate rule", pairs === runs.length, `${pairs} ${all}`),
    check("the non-subsumption replay passes", replays === runs.length, `${replays} ${all}`),
    check("no contradiction is left after Repair B", cleared === runs.length, `${cleared} ${all}`),
    check("the law stays itself at every episode start", continuous === runs.length, `${continuous} ${all}`),
    check(
      "admissible repairs exist and are not arbitrary",
      repairA.length > 0 && repairB.length > 0 && repairA.length + repairB.length < tried,
      `${repairA.length} Repairs A and ${repairB.length} Repairs B of ${tried} tried`,
    ),
    ...[2, 3, 4, 5, 6].map((episode) => gatingCheck(apparatus, episode)),
  ];
}

/** E3 in a run: an oracle that answers Contradiction A from a certain episode on, and when regime 2 then begins. */
function gatingCheck(apparatus: Apparatus, episode: number): Check {
  const run = oracleRun(apparatus, FROZEN_SEEDS[0]!, episode, episode + 4);
  const due = regime2Start(episode)!;
  const begins = run.episodes.find(({ regime }) => regime === 2)?.episode ?? null;
  const isTooLate = due - REGIME_2_PREREGISTERED_START > REGIME_2_DELAY_MAX;
  const halted = run.episodes.some(({ halt }) => halt?.code === "FAILURE / REPAIR_A_TOO_LATE");
  return check(
    `Repair A in episode ${episode}: ${isTooLate ? "too late" : `regime 2 begins in episode ${due}`}`,
    isTooLate ? begins === null && halted : begins === due && !halted,
    halted ? "REPAIR_A_TOO_LATE" : `regime 2 begins in episode ${begins ?? "none"}`,
  );
}

function discriminationChecks(runs: readonly SeedRun[], asbNull: NullConduct): readonly Check[] {
  const [successes, episodes] = [successesOf(runs), sum(runs.map((run) => run.episodes.length))];
  return [
    check(
      "the oracle always succeeds",
      successes * MILLION >= CALIBRATION.oracleSuccessPpmMin * EPISODES_PER_CALIBRATION * runs.length,
      `${successes} of ${episodes} episodes`,
    ),
    check(
      "ASB Null almost never does",
      asbNull.successes * MILLION <= CALIBRATION.nullSuccessPpmMax * asbNull.episodes,
      `${asbNull.successes} of ${asbNull.episodes} episodes`,
    ),
  ];
}

function nullOverSeeds({ physics }: Apparatus): NullConduct {
  const each = FROZEN_SEEDS.map((seed) => nullConduct(physics, seed, 0, CALIBRATION.nullEpisodesPerSeed));
  return {
    episodes: sum(each.map(({ episodes }) => episodes)),
    successes: sum(each.map(({ successes }) => successes)),
    zonesServed: sum(each.map(({ zonesServed }) => zonesServed)),
  };
}

/** Deliveries are left out: by E1 they are in sight from one cell only, and there one action is nearer. */
const TARGETS: readonly Target[] = [depositAt("ZONE_A"), depositAt("ZONE_B"), depositAt("ZONE_C"), STAMP_CARGO];

/** Somewhere more than one action is progress: the mask alone does not steer (reference §2.6). */
function branchingCheck({ physics, rank }: Apparatus, target: Target): Check {
  let widest = 0;
  for (const state of everyGridState())
    if (rank(physics, state, target) < RANK_INFINITE)
      widest = Math.max(widest, actionsIn(progressSet(physics, rank, state, target)).length);
  const name = `more than one way leads to ${target.kind} ${target.targetId}`;
  return check(name, widest >= CALIBRATION.branchingMin, `${widest} actions at once`);
}
