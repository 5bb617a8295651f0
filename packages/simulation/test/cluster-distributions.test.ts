import { describe, expect, it } from "vitest";
import type { ClusterSpec } from "../src/cluster/cluster-spec.ts";
import { createFloatCluster } from "../src/cluster/float/float-cluster.ts";
import { type EpisodeRecord, playEpisode } from "../src/cluster/float/play-episode.ts";
import { clusterProfile } from "../src/cluster/profiles.ts";
import { fullSightGreedyPolicy } from "../src/policies/full-sight-greedy.ts";
import { h1Policy } from "../src/policies/h1.ts";
import { memoryThresholdPolicy } from "../src/policies/memory-threshold.ts";
import { neverActPolicy } from "../src/policies/never-act.ts";
import type { Policy } from "../src/policies/policy.ts";
import { randomPolicy } from "../src/policies/random.ts";
import { sweepPolicy } from "../src/policies/sweep.ts";
import { partKey, seedKey } from "../src/random/counter.ts";

/** Seeds for the acceptance bounds, and for the table of single figures. */
const SEEDS = 1_000;
const TABLE_SEEDS = 100;

const CLASSIC = clusterProfile("classic");

function play(spec: ClusterSpec, policy: Policy, episodes: number): EpisodeRecord[] {
  const cluster = createFloatCluster(spec);
  const run = seedKey(2026);
  return Array.from({ length: episodes }, (_, episode) => playEpisode(cluster, policy, partKey(run, episode)));
}

const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

const meanBy = (records: readonly EpisodeRecord[], value: (record: EpisodeRecord) => number): number =>
  meanOf(records.map(value));

const within = (value: number, target: number, tolerance: number): void => {
  expect(value).toBeGreaterThanOrEqual(target - tolerance);
  expect(value).toBeLessThanOrEqual(target + tolerance);
};

describe("a faithful v4.5 over 1 000 seeds", { timeout: 60_000 }, () => {
  it("SIM-35 random: 28.2 ± 1.0 in 476 ± 8 steps, 12.3 % ± 3 of episodes out of memory", () => {
    const records = play(CLASSIC, randomPolicy, SEEDS);
    within(
      meanBy(records, ({ reward }) => reward),
      28.2,
      1,
    );
    within(
      meanBy(records, ({ steps }) => steps),
      476,
      8,
    );
    within(
      meanBy(records, ({ oomNodes }) => (oomNodes > 0 ? 100 : 0)),
      12.3,
      3,
    );
  });

  it("SIM-35 never acting: −4.54 ± 0.15 in 144.5 ± 1.5 steps, out of memory every time", () => {
    const records = play(CLASSIC, neverActPolicy, SEEDS);
    within(
      meanBy(records, ({ reward }) => reward),
      -4.54,
      0.15,
    );
    within(
      meanBy(records, ({ steps }) => steps),
      144.5,
      1.5,
    );
    expect(records.every(({ oomNodes }) => oomNodes > 0)).toBe(true);
  });

  it("SIM-35 H1: 59.8 ± 0.5, never out of memory, and above random on every seed", () => {
    const records = play(CLASSIC, h1Policy(), SEEDS);
    within(
      meanBy(records, ({ reward }) => reward),
      59.8,
      0.5,
    );
    expect(records.every(({ oomNodes, steps }) => oomNodes === 0 && steps === 500)).toBe(true);
    const random = play(CLASSIC, randomPolicy, 50);
    expect(random.every(({ reward }, seed) => reward < (records[seed] as EpisodeRecord).reward)).toBe(true);
  });
});

interface Row {
  readonly name: string;
  readonly spec: ClusterSpec;
  readonly policy: Policy;
  /** Figures of the reference; the deviation is ours. */
  readonly sheet: Partial<Record<"reward" | "steps" | "oomNodes" | "avgLoad", number>>;
  /** Seeds of the reference's figure: 50 unless said. */
  readonly sheetSeeds?: number;
}

/** Half of the last digit printed. */
const ROUNDING = { reward: 0.05, steps: 0.5, oomNodes: 0.005, avgLoad: 0.005 };

const driftOf = (mean: number): ClusterSpec =>
  clusterProfile("classic", { drift: { ...CLASSIC.drift, memory: { mean, sigma: 0.01 } } });
const budgetOf = (budget: Partial<ClusterSpec["budget"]>): ClusterSpec =>
  clusterProfile("classic", { budget: { ...CLASSIC.budget, ...budget } });

const generous = clusterProfile("classic", { clean: { ...CLASSIC.clean, fullAt: 1.5 / 1.25 }, timePenalty: 0.005 });
const endless = clusterProfile("classic", { oom: { ...CLASSIC.oom, endsAt: 1_000, criticalEnds: false } });

const HALF = { full: 50, scale: 6 };
const classic = CLASSIC;
const h1 = h1Policy();

const TABLE: readonly Row[] = [
  { name: "H1 from 0.3", spec: classic, policy: h1Policy(0.3), sheet: { reward: 56.16, avgLoad: 0.092 } },
  { name: "H1 from 0.5", spec: classic, policy: h1Policy(0.5), sheet: { reward: 49.76, avgLoad: 0.142 } },
  {
    name: "H1 from 0.7",
    spec: classic,
    policy: h1Policy(0.7),
    sheet: { reward: 45.83, steps: 495.9, oomNodes: 0.02, avgLoad: 0.194 },
  },
  {
    name: "memory threshold, greedy moves",
    spec: classic,
    policy: memoryThresholdPolicy("greedy"),
    sheet: { reward: 25.759, steps: 370.5, oomNodes: 0.68, avgLoad: 0.253 },
  },
  {
    name: "memory threshold, sweep",
    spec: classic,
    policy: memoryThresholdPolicy("sweep"),
    sheet: { reward: 41.227, steps: 500, oomNodes: 0, avgLoad: 0.251 },
  },
  { name: "sweep", spec: classic, policy: sweepPolicy(), sheet: { reward: 57.885, steps: 500, avgLoad: 0.081 } },
  {
    name: "full sight",
    spec: classic,
    policy: fullSightGreedyPolicy,
    sheet: { reward: 59.391, steps: 500, avgLoad: 0.075 },
  },
  {
    name: "no recovery: H1",
    spec: budgetOf({ recovery: 0 }),
    policy: h1,
    sheet: { reward: 53.96, oomNodes: 0 },
  },
  {
    name: "no recovery: random",
    spec: budgetOf({ recovery: 0 }),
    policy: randomPolicy,
    sheet: { reward: 8.8, oomNodes: 1.02 },
  },
  { name: "half budget: H1", spec: budgetOf(HALF), policy: h1, sheet: { reward: 59.77 }, sheetSeeds: 1_000 },
  { name: "half budget: random", spec: budgetOf(HALF), policy: randomPolicy, sheet: { reward: 22.6 } },
  {
    name: "half budget, recovery 0.1: H1",
    spec: budgetOf({ ...HALF, recovery: 0.1 }),
    policy: h1,
    sheet: { reward: 54.9 },
  },
  {
    name: "half budget, recovery 0.1: random",
    spec: budgetOf({ ...HALF, recovery: 0.1 }),
    policy: randomPolicy,
    sheet: { reward: 5.2 },
  },
  { name: "drift 0.010: H1", spec: driftOf(0.01), policy: h1, sheet: { reward: 98.9 } },
  { name: "drift 0.015: H1", spec: driftOf(0.015), policy: h1, sheet: { reward: 138.9 } },
  { name: "drift 0.020: H1", spec: driftOf(0.02), policy: h1, sheet: { reward: 169.3, steps: 450 } },
  {
    name: "drift 0.007: random",
    spec: driftOf(0.007),
    policy: randomPolicy,
    sheet: { reward: 23, steps: 327, oomNodes: 1, avgLoad: 0.27 },
  },
  {
    name: "drift 0.010: random",
    spec: driftOf(0.01),
    policy: randomPolicy,
    sheet: { reward: 9.3, steps: 147, oomNodes: 1.08, avgLoad: 0.28 },
  },
  {
    name: "drift 0.020: random",
    spec: driftOf(0.02),
    policy: randomPolicy,
    sheet: { reward: 0.1, steps: 53, oomNodes: 1.26, avgLoad: 0.29 },
  },
  {
    name: "nothing ends by memory: random",
    spec: endless,
    policy: randomPolicy,
    sheet: { reward: 26.5, steps: 500, oomNodes: 1.54, avgLoad: 0.24 },
  },
  { name: "cleaning pays a quarter more: H1", spec: generous, policy: h1, sheet: { reward: 78.1 } },
  { name: "cleaning pays a quarter more: random", spec: generous, policy: randomPolicy, sheet: { reward: 37 } },
];

describe("the reference's other figures, within three standard errors and the rounding", () => {
  it.each(TABLE.map((row) => [row.name, row] as const))(
    "SIM-36 %s",
    (_name, { spec, policy, sheet, sheetSeeds = 50 }) => {
      const records = play(spec, policy, TABLE_SEEDS);
      for (const [field, figure] of Object.entries(sheet) as [keyof typeof ROUNDING, number][]) {
        const values = records.map((record) => record[field]);
        const mean = meanOf(values);
        const variance = meanOf(values.map((value) => (value - mean) ** 2));
        const standardError = Math.sqrt(variance / sheetSeeds + variance / TABLE_SEEDS);
        const tolerance = 3 * standardError + ROUNDING[field];
        expect(Math.abs(mean - figure), `${field}: ${mean} against ${figure} ± ${tolerance}`).toBeLessThanOrEqual(
          tolerance,
        );
      }
    },
  );
});
