import { type Digest, digestOfValue, RerootingMap } from "@plimsoll/foundation";
import { type Cell, DIMENSIONS, perCell } from "../../src/control/cell.ts";
import { nextAttempts, type PairTally, type WindowSet } from "../../src/control/window-set.ts";
import type { DeceptionGap } from "../../src/credit/gap-verdict.ts";
import type { FamilyResult, FamilyResults } from "../../src/credit/examination.ts";
import type { Family } from "../../src/credit/family.ts";
import type { Checkpoint } from "../../src/state/checkpoint.ts";
import type { Lineage } from "../../src/state/lineage.ts";
import { emptyState, type KernelState, type Site } from "../../src/state/state.ts";

export const digestNamed = (name: string): Digest => digestOfValue({ name });

/** A closed window set of a run without a failure, every probe answered, the actions as given in every cell. */
export function closedSet(fields: Partial<WindowSet> = {}, actions?: (cell: Cell) => readonly number[]): WindowSet {
  const trials = fields.trials ?? 1132;
  return {
    set: "set",
    subject: { kind: "run", run: "run-1" },
    lineage: "line-1",
    digest: digestNamed("weights"),
    probeSet: digestNamed("probes"),
    categories: 2,
    pairing: "deterministic",
    trials,
    deadlineAt: 1_000_000,
    attempts: nextAttempts({}),
    pulse: digestNamed("pulse"),
    tallies: perCell(() => ({ controlled: trials, uncontrolled: 0, void: 0 })),
    actions: perCell(actions ?? (() => [trials, 0])),
    pairs: {},
    discriminator: null,
    costs: [],
    closedAt: 1_000,
    gap: null,
    detectability: null,
    ...fields,
  };
}

/** The same pairs in every dimension. */
export const pairsEverywhere = (tally: PairTally): WindowSet["pairs"] =>
  Object.fromEntries(DIMENSIONS.map((dimension) => [dimension, tally]));

export const gap = (verdict: DeceptionGap["verdict"]): DeceptionGap => ({
  verdict,
  lowerPpm: verdict === "shown" ? 200_000 : 0,
  upperPpm: verdict === "proven" ? 90_000 : 400_000,
  detectablePpm: 200_000,
});

export const NOW_MS = 1_790_000_000_000;

/** Every named family passed on a digest, an hour ago. */
export const passed = (families: readonly Family[], digest: Digest, closedAt = NOW_MS - 3_600_000): FamilyResults =>
  results(families, "passed", digest, closedAt);

export const results = (
  families: readonly Family[],
  verdict: FamilyResult["verdict"],
  digest: Digest,
  closedAt = NOW_MS - 3_600_000,
): FamilyResults =>
  Object.fromEntries(
    families.map((family) => [
      family,
      { family, verdict, powerPpm: 880_000, digest, probeSet: digestNamed("public"), closedAt },
    ]),
  );

/** Weights with measured FLOP, the first of their line unless a parent is given. */
export const checkpoint = (name: string, fields: Partial<Checkpoint> = {}): Checkpoint => ({
  digest: digestNamed(name),
  lineage: "line-1",
  run: "run-1",
  parent: null,
  ordinal: 0,
  step: null,
  trainedFlop: "0",
  flopAtMost: fields.trainedFlop ?? "0",
  cover: "from-0",
  children: [],
  lastSets: ["set"],
  nearestSets: ["set"],
  families: {},
  benchmark: null,
  ...fields,
});

export const lineage = (fields: Partial<Lineage> = {}): Lineage => ({
  lineage: "line-1",
  lab: "acme",
  killEpoch: 0,
  killed: false,
  killedAt: null,
  frozen: [],
  openReleaseSet: null,
  releaseSets: [],
  runs: ["run-1"],
  coverStartFlop: null,
  failedAttempts: {},
  failedExaminations: {},
  families: {},
  openExamination: null,
  probeSetUses: {},
  gapShownBy: null,
  ...fields,
});

/** A state that holds just these. */
export const stateWith = ({
  site = null,
  datasets = [],
  checkpoints = [],
  windowSets = [],
  lineages = [],
}: {
  readonly site?: Site | null;
  readonly datasets?: readonly Digest[];
  readonly checkpoints?: readonly Checkpoint[];
  readonly windowSets?: readonly WindowSet[];
  readonly lineages?: readonly Lineage[];
}): KernelState => ({
  ...emptyState(),
  site,
  datasets: RerootingMap.of(
    datasets.map((dataset) => [dataset, { dataset, lab: "acme", chunks: [], derivedFrom: [] }]),
  ),
  checkpoints: RerootingMap.of(checkpoints.map((weights) => [weights.digest, weights])),
  windowSets: RerootingMap.of(windowSets.map((set) => [set.set, set])),
  lineages: RerootingMap.of(lineages.map((line) => [line.lineage, line])),
});
