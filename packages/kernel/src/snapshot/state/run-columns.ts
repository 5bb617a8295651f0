import type { ControlPoint, PooledTally, Steerability } from "../../control/steerability.ts";
import type { CorrectionCost } from "../../lock-in/correction-cost.ts";
import type { CostPoint, TaskCost } from "../../lock-in/task-cost.ts";
import type { LockIn } from "../../lock-in/lock-in.ts";
import type { Retest, RetestSlot } from "../../lock-in/retest.ts";
import type { Holding, Run } from "../../state/run.ts";
import { lists, nullable, objects } from "../nested-columns.ts";
import { digests, flags, integers } from "../scalar-columns.ts";
import { decimals, names, quarters, wordsOf } from "../text-columns.ts";
import { cells, perCells, powerLevels, tiers } from "./shared-columns.ts";

const pooled = objects<PooledTally>({ trials: integers(), uncontrolled: integers(), failures: integers() });

const controlPoints = objects<ControlPoint>({
  digest: digests,
  ordinal: integers(),
  trainedFlop: nullable(decimals),
  leasedMs: integers(),
  cells: perCells(pooled),
});

const steerability = objects<Steerability>({
  verdict: wordsOf({ steady: true, falling: true, decayed: true }),
  velocityPpm: nullable(integers(Number.MIN_SAFE_INTEGER)),
  cell: nullable(cells),
});

export const taskCosts = lists(objects<TaskCost>({ task: names, cost: integers() }));

const costPoints = objects<CostPoint>({ set: names, digest: digests, ordinal: integers(), costs: taskCosts });

const retestSlots = objects<RetestSlot>({
  replaces: names,
  digest: digests,
  ordinal: integers(),
  owed: lists(names),
  costs: taskCosts,
});

const corrections = objects<CorrectionCost>({
  verdict: wordsOf({ unproven: true, steady: true, suspect: true, capped: true, rising: true }),
  sets: integers(),
  retest: nullable(objects<Retest>({ slots: lists(retestSlots), superseded: lists(names) })),
  freshFrom: nullable(names),
  setsSinceRetest: integers(),
});

const lockIns = objects<LockIn>({
  verdict: wordsOf({ none: true, bounded: true, "locked-in": true }),
  reportedMicroCu: integers(),
  enforcedMicroCu: integers(),
});

export const runs = objects<Run>({
  run: names,
  lab: names,
  lineage: names,
  tier: tiers,
  domain: names,
  quarter: quarters,
  holdings: lists(objects<Holding>({ quarter: quarters, amountMicroCu: integers(), overdrawnMicroCu: integers() })),
  affidavit: nullable(names),
  genesis: flags,
  datasets: lists(digests),
  startedAt: integers(),
  flopPerSecondMax: decimals,
  funds: wordsOf({ reserved: true, posted: true, settled: true }),
  reserveApproved: flags,
  ended: flags,
  head: nullable(digests),
  openSet: nullable(names),
  trainingLease: nullable(names),
  leasesGranted: integers(),
  desired: powerLevels,
  poweredMs: integers(),
  poweredSince: nullable(integers()),
  meteredMs: integers(),
  leasedBeforeMs: integers(),
  series: lists(controlPoints),
  steerability,
  costSeries: lists(costPoints),
  correction: corrections,
  lockIn: lockIns,
});
