import type { Digest } from "@plimsoll/foundation";
import type { Facts, RunFacts, WeightsFacts } from "./facts.ts";
import type { Observers } from "./observer.ts";

export const runObservers: Observers = {
  "run.started": (facts, entry) => {
    const { run, lab, lineage, tier, datasets, flopPerSecondMax, affidavit, weights } = entry;
    const started: RunFacts = {
      lab,
      lineage,
      tier,
      reserveApproved: tier === 3,
      genesis: weights === null,
      datasets,
      flopPerSecondMax,
      head: weights?.digest ?? null,
      ended: false,
      affidavit,
      quanta: 0,
      reserved: true,
      usedFlop: "0",
      poweredMs: 0,
      poweredSince: null,
      lease: null,
      levelPpm: 0,
    };
    const known = { ...facts, runs: { ...facts.runs, [run]: started }, lineages: withLineage(facts, lineage) };
    const told = debited(known, affidavit, entry.transfers);
    const isImport = weights !== null && facts.weights[weights.digest] === undefined;
    return isImport ? withWeights(told, weights.digest, { run, parent: null, trainedFlop: weights.trainedFlop }) : told;
  },
  "quantum.bought": (facts, { run, affidavit, transfers }) =>
    changed(debited(facts, affidavit, transfers), run, (before) => ({
      ...before,
      quanta: before.quanta + 1,
      affidavit: affidavit ?? before.affidavit,
    })),
  "reserve.approved": (facts, { run }) => changed(facts, run, (before) => ({ ...before, reserveApproved: true })),
  "run.retiered": (facts, { run, tier, affidavit, transfers }) =>
    changed(debited(facts, affidavit, transfers), run, (before) => ({
      ...before,
      tier,
      affidavit: affidavit ?? before.affidavit,
    })),
  "run.ended": (facts, { run, at }) =>
    changed(facts, run, (before) => ({ ...resting(before, at), ended: true, lease: null, reserved: false })),
  "checkpoint.registered": (facts, { run, digest, parent, trainedFlop }) => {
    const from = parent === null ? "0" : (facts.weights[parent]?.trainedFlop ?? "0");
    const used = BigInt(trainedFlop ?? from) - BigInt(from);
    const told = withWeights(facts, digest, { run, parent, trainedFlop });
    return changed(told, run, (before) => ({
      ...before,
      head: digest,
      usedFlop: `${BigInt(before.usedFlop) + used}`,
    }));
  },
  "lease.granted": (facts, { run, lease, purpose, at }) =>
    run === null || purpose === "evaluation"
      ? facts
      : changed(facts, run, (before) => ({
          ...before,
          lease,
          poweredSince: before.levelPpm > 0 ? at : null,
          reserved: false,
          quanta: before.reserved ? before.quanta + 1 : before.quanta,
        })),
  "lease.ended": (facts, { lease, at }) => unleased(facts, [lease], at),
  "kill.ordered": (facts, { lineage, killEpoch, leases, at }) => {
    const before = facts.lineages[lineage] ?? { killed: false, killEpoch: 0, frozen: [] };
    const lineages = { ...facts.lineages, [lineage]: { ...before, killed: true, killEpoch } };
    return unleased({ ...facts, lineages }, leases, at);
  },
  "lineage.released": (facts, { lineage, digest, cleared }) => {
    const line = lineOf(facts, digest);
    const frozen = Object.entries(facts.weights)
      .filter(([weights, { run }]) => facts.runs[run]?.lineage === lineage && !line.includes(weights as Digest))
      .map(([weights]) => weights as Digest);
    const before = facts.lineages[lineage] ?? { killed: false, killEpoch: 0, frozen: [] };
    const lineages = { ...facts.lineages, [lineage]: { ...before, killed: false, frozen } };
    return { ...facts, lineages, marks: withoutMarks(facts, cleared, lineage) };
  },
  "data.contaminated": (facts, { dataset, lineage }) => ({
    ...facts,
    marks: { ...facts.marks, [dataset]: [...new Set([...(facts.marks[dataset] ?? []), lineage])] },
  }),
  "throttle.set": (facts, { run, power, at }) =>
    changed(facts, run, (before) => ({
      ...resting(before, at),
      levelPpm: power.levelPpm,
      poweredSince: power.levelPpm > 0 && before.lease !== null ? at : null,
    })),
};

/** Weights and what they came from, the newest first. */
export function lineOf(facts: Facts, head: Digest | null): readonly Digest[] {
  const line: Digest[] = [];
  for (let place = head; place !== null; place = facts.weights[place]?.parent ?? null) line.push(place);
  return line;
}

const withLineage = ({ lineages }: Facts, lineage: string): Facts["lineages"] => ({
  ...lineages,
  [lineage]: lineages[lineage] ?? { killed: false, killEpoch: 0, frozen: [] },
});

const withWeights = (facts: Facts, digest: Digest, weights: WeightsFacts): Facts => ({
  ...facts,
  weights: { ...facts.weights, [digest]: weights },
});

const changed = (facts: Facts, run: string, change: (before: RunFacts) => RunFacts): Facts => {
  const before = facts.runs[run];
  return before === undefined ? facts : { ...facts, runs: { ...facts.runs, [run]: change(before) } };
};

const resting = (run: RunFacts, at: number): RunFacts => ({
  ...run,
  poweredMs: run.poweredMs + (run.poweredSince === null ? 0 : at - run.poweredSince),
  poweredSince: null,
});

export const unleased = (facts: Facts, leases: readonly string[], at: number): Facts =>
  Object.entries(facts.runs)
    .filter(([, { lease }]) => lease !== null && leases.includes(lease))
    .reduce((told, [run]) => changed(told, run, (before) => ({ ...resting(before, at), lease: null })), facts);

const withoutMarks = ({ marks }: Facts, cleared: readonly Digest[], lineage: string): Facts["marks"] =>
  Object.fromEntries(
    Object.entries(marks).map(([dataset, by]) => [
      dataset,
      cleared.includes(dataset as Digest) ? by.filter((name) => name !== lineage) : by,
    ]),
  );

type Transfers = readonly { readonly from: string }[];

const overdraws = (transfers: Transfers): boolean => transfers.some(({ from }) => from === "overdraft");

/** Counts a debit against the affidavit that it says it rests on. */
export const debited = (facts: Facts, affidavit: string | null, transfers: Transfers): Facts => {
  const before = affidavit === null ? undefined : facts.affidavits[affidavit];
  if (affidavit === null || before === undefined || !overdraws(transfers)) return facts;
  return { ...facts, affidavits: { ...facts.affidavits, [affidavit]: { ...before, debits: before.debits + 1 } } };
};
