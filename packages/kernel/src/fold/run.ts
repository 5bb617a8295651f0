import type { Digest } from "@plimsoll/foundation";
import { inheritedSeries } from "../control/inherited-series.ts";
import type { Entry, EntryBodyOf } from "../entry/entry.ts";
import { inheritedCosts } from "../lock-in/inherited-costs.ts";
import { NO_LOCK_IN } from "../lock-in/lock-in-facts.ts";
import { noPower } from "../power/power-level.ts";
import type { Lineage } from "../state/lineage.ts";
import type { Holding, Run } from "../state/run.ts";
import type { KernelState } from "../state/state.ts";
import { EMPTY_POOL, poolKey, type Quantum, unmeasuredFlop } from "../wallet/pool.ts";
import { changeRun, type Fold, must, unpowered } from "./change.ts";
import { withAffidavitUsed } from "./wallet.ts";
import { withUse, withWeights } from "./weights.ts";

export const runStarted: Fold<"run.started"> = (state, entry) => {
  const { run, lab, lineage, weights } = entry;
  const started = {
    ...withAffidavitUsed(state, entry.affidavit),
    runs: state.runs.set(run, newRun(state, entry)),
    lineages: state.lineages.update(lineage, (known = newLineage(lineage, lab)) => ({
      ...known,
      runs: [...known.runs, run],
    })),
  };
  const imports = weights !== null && !state.checkpoints.has(weights.digest);
  return imports ? withWeights(started, { run, parent: null, step: null, ...weights }) : started;
};

const newLineage = (lineage: string, lab: string): Lineage => ({
  lineage,
  lab,
  killEpoch: 0,
  killed: false,
  killedAt: null,
  frozen: [],
  openReleaseSet: null,
  releaseSets: [],
  runs: [],
  coverStartFlop: null,
  failedAttempts: {},
  failedExaminations: {},
  families: {},
  openExamination: null,
  probeSetUses: {},
  gapShownBy: null,
});

const newRun = (state: KernelState, entry: Entry & EntryBodyOf<"run.started">): Run => ({
  run: entry.run,
  lab: entry.lab,
  lineage: entry.lineage,
  tier: entry.tier,
  domain: entry.domain,
  quarter: entry.quarter,
  holdings: [heldBy(entry)],
  affidavit: entry.affidavit,
  genesis: entry.genesisSeed !== null,
  datasets: entry.datasets,
  startedAt: entry.at,
  flopPerSecondMax: entry.flopPerSecondMax,
  funds: "reserved",
  // A Tier 3 start is signed by two operators, or refused.
  reserveApproved: entry.tier === 3,
  ended: false,
  head: entry.weights?.digest ?? null,
  openSet: null,
  trainingLease: null,
  leasesGranted: 0,
  desired: noPower("CONTROL_UNPROVEN"),
  poweredMs: 0,
  poweredSince: null,
  meteredMs: 0,
  ...trendsBefore(state, entry),
});

type Trends = Pick<Run, "leasedBeforeMs" | "series" | "steerability" | "costSeries" | "correction" | "lockIn">;

/** The trends of the line of checkpoints that a run goes on from. A new run of the same weights does not begin them anew. */
function trendsBefore(state: KernelState, { weights, lineage }: EntryBodyOf<"run.started">): Trends {
  const [known, digest] = [state.lineages.get(lineage), weights?.digest ?? null];
  const { series: costSeries, correction } = inheritedCosts(state, known, digest);
  const { series, steerability } = inheritedSeries(state, known, digest);
  const leasedBeforeMs = series.at(-1)?.leasedMs ?? leasedBefore(state, known, digest);
  return { leasedBeforeMs, series, steerability, costSeries, correction, lockIn: NO_LOCK_IN };
}

/** Of weights that nobody probed yet, as the run has it that registered them; a release begins anew. */
function leasedBefore({ checkpoints, runs }: KernelState, lineage: Lineage | undefined, digest: Digest | null): number {
  const basis = digest === null ? undefined : checkpoints.get(digest);
  const origin = basis === undefined ? undefined : runs.get(basis.run);
  if (origin === undefined) return 0;
  const killedAt = lineage?.killedAt ?? null;
  return killedAt !== null && origin.startedAt <= killedAt ? 0 : origin.leasedBeforeMs;
}

export const quantumBought: Fold<"quantum.bought"> = (state, entry) => {
  const { lab, lineage } = must(state.runs, entry.run);
  const bought = withQuantum(state, lab, lineage, quantumOf(state, entry.quarter, entry.priceMicroCu));
  return changeRun(withAffidavitUsed(bought, entry.affidavit), entry.run, (before) => holding(before, entry));
};

export const reserveApproved: Fold<"reserve.approved"> = (state, { run }) =>
  changeRun(state, run, (before) => ({ ...before, reserveApproved: true }));

export const runRetiered: Fold<"run.retiered"> = (state, entry) =>
  changeRun(withAffidavitUsed(state, entry.affidavit), entry.run, (before) => ({
    ...holding(before, entry),
    tier: entry.tier,
  }));

/** What a later debit adds: the amount, and the affidavit that it rests on. */
type LaterDebit = Pick<EntryBodyOf<"quantum.bought">, "quarter" | "priceMicroCu" | "affidavit" | "transfers">;

const holding = (run: Run, debit: LaterDebit): Run => ({
  ...run,
  holdings: [...run.holdings, heldBy(debit)],
  affidavit: debit.affidavit ?? run.affidavit,
});

const heldBy = ({
  quarter,
  priceMicroCu,
  transfers,
}: Pick<LaterDebit, "quarter" | "priceMicroCu" | "transfers">): Holding => ({
  quarter,
  amountMicroCu: priceMicroCu,
  overdrawnMicroCu: transfers
    .filter(({ from }) => from === "overdraft")
    .reduce((sum, { amountMicroCu }) => sum + amountMicroCu, 0),
});

const quantumOf = ({ site }: KernelState, quarter: Run["quarter"], priceMicroCu: number): Quantum => ({
  quarter,
  priceMicroCu,
  flop: site?.policy.runQuantumFlop ?? null,
});

const withQuantum = (state: KernelState, lab: string, lineage: string, quantum: Quantum): KernelState => ({
  ...state,
  pools: state.pools.update(poolKey(lab, lineage), (pool = EMPTY_POOL) => ({
    ...pool,
    quanta: [...pool.quanta, quantum],
  })),
});

/** The first lease posts the price, and with it the first quantum. */
export function withFirstQuantum(state: KernelState, name: string, at: Run["quarter"]): KernelState {
  const { lab, lineage, holdings } = must(state.runs, name);
  const priceMicroCu = holdings.reduce((sum, { amountMicroCu }) => sum + amountMicroCu, 0);
  return withQuantum(state, lab, lineage, quantumOf(state, at, priceMicroCu));
}

/** What the run computed since its newest checkpoint is taken from what was bought, at its full rate: nobody will measure it now. */
export const runEnded: Fold<"run.ended"> = (state, { run, at }) => {
  const going = must(state.runs, run);
  const { trainingLease } = going;
  const ended = changeRun(withUse(state, going, unmeasuredFlop(going, at)), run, (before) => ({
    ...unpowered(before, at),
    ended: true,
    funds: "settled",
    holdings: [],
    trainingLease: null,
  }));
  return trainingLease === null ? ended : { ...ended, leases: ended.leases.delete(trainingLease) };
};

export const throttleSet: Fold<"throttle.set"> = (state, { run, power, at }) =>
  changeRun(state, run, (before) => {
    const runs = power.levelPpm > 0 && before.trainingLease !== null;
    return { ...unpowered(before, at), desired: power, poweredSince: runs ? at : null };
  });
