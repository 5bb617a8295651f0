import { STEADY } from "../control/steerability.ts";
import type { Entry, EntryBodyOf } from "../entry/entry.ts";
import { noPower } from "../power/power-level.ts";
import type { Lineage } from "../state/lineage.ts";
import type { Run } from "../state/run.ts";
import type { KernelState } from "../state/state.ts";
import { changeRun, type Fold, unpowered } from "./change.ts";
import { withWeights } from "./weights.ts";

export const runStarted: Fold<"run.started"> = (state, entry) => {
  const { run, lineage, weights } = entry;
  const known = state.lineages.get(lineage) ?? newLineage(lineage, entry.lab);
  const started = {
    ...state,
    lineages: state.lineages.set(lineage, { ...known, runs: [...known.runs, run] }),
    runs: state.runs.set(run, newRun(state, entry)),
  };
  const imports = weights !== null && !state.checkpoints.has(weights.digest);
  return imports ? withWeights(started, { run, parent: null, step: null, ...weights }) : started;
};

const newLineage = (lineage: string, lab: string): Lineage => ({
  lineage,
  lab,
  killEpoch: 0,
  killed: false,
  runs: [],
  coverStartFlop: null,
  failedAttempts: {},
});

const newRun = (state: KernelState, entry: Entry & EntryBodyOf<"run.started">): Run => ({
  run: entry.run,
  lab: entry.lab,
  lineage: entry.lineage,
  tier: entry.tier,
  quarter: entry.quarter,
  priceMicroCu: entry.priceMicroCu,
  genesis: entry.genesisSeed !== null,
  datasets: entry.datasets,
  startedAt: entry.at,
  funds: "reserved",
  ended: false,
  head: entry.weights?.digest ?? null,
  openSet: null,
  trainingLease: null,
  leasesGranted: 0,
  desired: noPower("CONTROL_UNPROVEN"),
  poweredMs: 0,
  poweredSince: null,
  startFlop: flopAtStart(state, entry),
  series: [],
  steerability: STEADY,
});

/** What the ledger knows of the weights counts before what the start says of them. */
const flopAtStart = (state: KernelState, { weights }: EntryBodyOf<"run.started">): string | null =>
  weights === null ? null : (state.checkpoints.get(weights.digest)?.trainedFlop ?? weights.trainedFlop);

export const runEnded: Fold<"run.ended"> = (state, { run, at }) =>
  changeRun(state, run, (before) => ({ ...unpowered(before, at), ended: true, funds: "settled", trainingLease: null }));

export const throttleSet: Fold<"throttle.set"> = (state, { run, power, at }) =>
  changeRun(state, run, (before) => {
    const runs = power.levelPpm > 0 && before.trainingLease !== null;
    return { ...unpowered(before, at), desired: power, poweredSince: runs ? at : null };
  });
