import type { Benchmark, Checkpoint } from "../../state/checkpoint.ts";
import type { Contamination, ContaminationMark, Dataset } from "../../state/dataset.ts";
import type { Lease } from "../../state/lease.ts";
import type { Lineage } from "../../state/lineage.ts";
import type { Column } from "../column.ts";
import { lists, nullable, objects, records } from "../nested-columns.ts";
import { digests, flags, integers } from "../scalar-columns.ts";
import { decimals, names, wordsOf } from "../text-columns.ts";
import { failedAttempts, families, familyResults, tiers } from "./shared-columns.ts";

export const lineages = objects<Lineage>({
  lineage: names,
  lab: names,
  killEpoch: integers(),
  killed: flags,
  killedAt: nullable(integers()),
  frozen: lists(digests),
  openReleaseSet: nullable(names),
  releaseSets: lists(names),
  runs: lists(names),
  coverStartFlop: nullable(decimals),
  // Whatever is named in these has a value.
  failedAttempts: records(names, failedAttempts) as Column<Lineage["failedAttempts"]>,
  failedExaminations: records(names, records(families, integers())) as Column<Lineage["failedExaminations"]>,
  families: familyResults,
  openExamination: nullable(names),
  probeSetUses: records(digests, integers()) as Column<Lineage["probeSetUses"]>,
  gapShownBy: nullable(names),
});

const benchmarks = objects<Benchmark>({
  digest: digests,
  tier: tiers,
  capabilityGainMicroCu: nullable(integers()),
  recordedAt: integers(),
});

export const checkpoints = objects<Checkpoint>({
  digest: digests,
  lineage: names,
  run: names,
  parent: nullable(digests),
  ordinal: integers(),
  step: nullable(integers()),
  trainedFlop: nullable(decimals),
  flopAtMost: nullable(decimals),
  children: lists(digests),
  cover: names,
  lastSets: lists(names),
  nearestSets: lists(names),
  families: familyResults,
  benchmark: nullable(benchmarks),
});

export const leases = objects<Lease>({
  lease: names,
  run: nullable(names),
  lab: names,
  node: names,
  purpose: wordsOf({ training: true, evaluation: true }),
  set: nullable(names),
});

export const datasets = objects<Dataset>({
  dataset: digests,
  lab: names,
  chunks: lists(digests),
  derivedFrom: lists(digests),
});

const marks = objects<ContaminationMark>({
  lineage: names,
  labs: lists(names),
  markedAt: integers(),
  endorsed: flags,
});

export const contaminations = objects<Contamination>({
  dataset: digests,
  marks: lists(marks),
  scrubbedInto: lists(digests),
});
