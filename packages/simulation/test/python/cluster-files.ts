import { clusterConstants } from "../../src/cluster/integer/constants.ts";
import { batchLayout, writeParameters } from "../../src/cluster/kernel/cluster-memory.ts";
import * as at from "../../src/cluster/kernel/layout.ts";
import { clusterProfile, clusterProfileNames, type ClusterSpec, clusterSpecDigest } from "../../src/index.ts";

/** The profiles as the Python package carries them. */
export const profilesFile = (): readonly ClusterSpec[] => clusterProfileNames.map((name) => clusterProfile(name));

/** A world that a host must come to by itself: its digest, and the bytes of its block of parameters. */
export interface ParameterVector {
  readonly profile: string;
  readonly changes: Partial<ClusterSpec>;
  readonly environments: number;
  readonly specDigest: string;
  readonly parametersHex: string;
}

const { drift, events, clean, budget } = clusterProfile("classic");

/** Halves, shortest digits, exponents and ends of ranges: where languages round and write numbers differently. */
const CHANGES: readonly Partial<ClusterSpec>[] = [
  { width: 10, height: 10 },
  { width: 3, height: 7, observation: { position: "of-last", globals: true } },
  { name: "small-numbers", timePenalty: 1e-7, start: { cpuBelow: 1e-6, memoryBelow: 0.000_012_3 } },
  {
    name: "halves",
    clean: { ...clean, cpuCut: 0.5, wasteBelow: 1.5 / 65_535 },
    budget: { ...budget, recovery: 0.0005 },
  },
  { name: "thirds", budget: { full: 100 / 3, recovery: 1 / 3, clean: 2 / 3, scale: 10 / 3 } },
  {
    name: "events",
    events: { burst: { chance: 1, cells: 16, cpu: 0.1, memory: 1 / 7 }, restart: { chance: 0.5, memory: 0.3 } },
  },
  {
    name: "drifts",
    drift: {
      cpu: { mean: -0.25, sigma: 0.05 },
      memory: { mean: 0.123_456_789, sigma: 0 },
      leaks: [0, 0.1, 0.000_02, 0.05],
      reversion: 1,
      feedback: 0.5,
    },
  },
  { name: "eight", priorities: Array.from({ length: 8 }, (_, row) => ({ priority: row / 7, weight: row + 1 })) },
  {
    name: "ends",
    oom: { at: 1, penalty: 0, criticalAbove: 1, criticalPenalty: 1e3, endsAt: 1e6, criticalEnds: false },
  },
  { name: "shaped", shaping: { weight: 0.1 + 0.2, discount: 0.99, zeroAtEnd: true }, events, drift },
];

const ENVIRONMENTS = [1, 5, 1_024];

export const parameterVectors = (): readonly ParameterVector[] => [
  ...clusterProfileNames.map((profile) => parameterVector(profile, {}, 1)),
  ...CHANGES.map((changes, place) => parameterVector("classic", changes, ENVIRONMENTS[place % 3] ?? 1)),
];

function parameterVector(profile: string, changes: Partial<ClusterSpec>, environments: number): ParameterVector {
  const spec = clusterProfile(profile, changes);
  const constants = clusterConstants(spec);
  const layout = batchLayout(constants, environments);
  const memory = new ArrayBuffer(layout.params + at.PARAMETER_BYTES);
  writeParameters(memory, constants, layout);
  const parametersHex = Buffer.from(memory, layout.params).toString("hex");
  return { profile, changes, environments, specDigest: clusterSpecDigest(spec), parametersHex };
}
