import { type Digest, digestOfValue } from "@plimsoll/foundation";
import type { GardenerArithmetic } from "../../gardener/arithmetic.ts";
import { partKey, seedKey } from "../../random/counter.ts";
import { type ForecastRow, forecastTable } from "../../warning/forecast-table.ts";
import type { HazardModel } from "../../warning/hazard-model.ts";
import { COLLAPSE_WORLDS, collapseTrials, type CollapseWorld, worldName } from "./collapse-trial.ts";
import {
  FORECAST_SHARES,
  forecastMoment,
  levelMatched,
  type MeasuredRun,
  measuredRuns,
  type Models,
  taughtHazard,
} from "./forecasts-of-runs.ts";
import { watchCollapse, type WatchedCollapse } from "./watch-collapse.ts";

export interface CollapseStudyPlan {
  /** The kinds of world, two or more; all seven where it is left out. */
  readonly worlds?: readonly CollapseWorld[];
  /** Runs of each kind that forecasts are tested on; the model is taught on as many others. 8 or more. */
  readonly runsPerWorld: number;
  /** All seeds and draws follow from it. */
  readonly seed: number;
}

/** How well collapses of a study were foretold. */
export interface CollapseStudy {
  readonly plan: CollapseStudyPlan;
  /** Runs that forecasts were tested on, and how many of them collapsed. */
  readonly runs: number;
  readonly collapsed: number;
  /** Test runs left out: they collapsed before there was anything to read. */
  readonly leftOut: number;
  /** All test runs. */
  readonly rows: readonly ForecastRow[];
  /** Only pairs of the same world with as much dirt at the moment of the forecast. */
  readonly matched: readonly (ForecastRow & { readonly runs: number })[];
  /** Of each world by itself. */
  readonly worlds: readonly { readonly world: string; readonly rows: readonly ForecastRow[] }[];
  readonly model: HazardModel;
  /** Of all figures: the same plan gives the same. */
  readonly digest: Digest;
}

/** What we say, by whom it was taught: every world but other seeds, other worlds only, this world alone with other seeds. */
export const OURS = { all: "ours", unseen: "ours, world unseen", own: "ours, own world" } as const;

const LEVEL = 0.95;
/** Of fewer matched runs nothing can be said. */
const MATCHED_MIN = 20;
/** Two sets of seeds that do not meet, for up to 70 000 runs a world. */
const [TEACHING, TESTING] = [0, 500_000];
const SEEDS_OF_A_STUDY = 1_000_000;

const worldsOf = ({ worlds }: CollapseStudyPlan): readonly CollapseWorld[] => worlds ?? COLLAPSE_WORLDS;

/** Plays all runs, one a turn, then judges; yields how many runs are done. */
export function* collapseStudy(
  plan: CollapseStudyPlan,
  arithmetic: GardenerArithmetic,
): Generator<{ readonly done: number; readonly of: number }, CollapseStudy> {
  const worlds = worldsOf(plan);
  const of = 2 * worlds.length * plan.runsPerWorld;
  let done = 0;
  const sets: WatchedCollapse[][] = [];
  for (const set of [TEACHING, TESTING]) {
    const watched: WatchedCollapse[] = [];
    const key = partKey(seedKey(plan.seed), set);
    for (const trial of collapseTrials(worlds, plan.runsPerWorld, key, SEEDS_OF_A_STUDY * plan.seed + set)) {
      const run = watchCollapse(trial, arithmetic);
      if (run !== null) watched.push(run);
      done += 1;
      yield { done, of };
    }
    sets.push(watched);
  }
  return judged(plan, sets[0]!, sets[1]!);
}

/** Judges the forecasts of one set of runs by models taught on another. Throws `FORECASTS` where either ending is missing. */
function judged(
  plan: CollapseStudyPlan,
  teaching: readonly WatchedCollapse[],
  testing: readonly WatchedCollapse[],
): CollapseStudy {
  const measured = measuredRuns(testing, partKey(seedKey(plan.seed), 1));
  const model = taughtHazard(teaching);
  const names = worldsOf(plan).map(worldName);
  const models = modelsOf(teaching, names, model);
  const rowsOf = (runs: readonly MeasuredRun[]): readonly ForecastRow[] =>
    forecastTable(
      FORECAST_SHARES.map((share) => forecastMoment(runs, share, models)),
      LEVEL,
    );
  const figures = {
    plan,
    runs: measured.length,
    collapsed: measured.filter(({ run }) => run.collapsedAt !== null).length,
    leftOut: names.length * plan.runsPerWorld - measured.length,
    rows: rowsOf(measured),
    matched: FORECAST_SHARES.flatMap((share) => matchedRows(measured, share, models)),
    worlds: names.map((world) => ({
      world,
      rows: rowsOf(measured.filter(({ run }) => worldName(run.trial.world) === world)),
    })),
    model,
  };
  return { ...figures, digest: digestOfValue(inText(figures)) };
}

function matchedRows(measured: readonly MeasuredRun[], share: number, models: Models): CollapseStudy["matched"] {
  const runs = levelMatched(measured, share);
  if (runs.length < MATCHED_MIN) return [];
  return forecastTable([forecastMoment(runs, share, models)], LEVEL).map((row) => ({ ...row, runs: runs.length }));
}

function modelsOf(teaching: readonly WatchedCollapse[], names: readonly string[], all: HazardModel): Models {
  const nameOf = ({ trial }: WatchedCollapse): string => worldName(trial.world);
  const taughtWhere = (isTaught: (run: WatchedCollapse, world: string) => boolean): ReadonlyMap<string, HazardModel> =>
    new Map(names.map((world) => [world, taughtHazard(teaching.filter((run) => isTaught(run, world)))]));
  const unseen = taughtWhere((run, world) => nameOf(run) !== world);
  const own = taughtWhere((run, world) => nameOf(run) === world);
  return {
    [OURS.all]: () => all,
    [OURS.unseen]: (run) => unseen.get(nameOf(run))!,
    [OURS.own]: (run) => own.get(nameOf(run))!,
  };
}

/** Fractions as text: a digest takes whole numbers only, and engines write the same fraction alike. */
const inText = (value: unknown): string => JSON.stringify(value);
