import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { openThreads } from "../../threads/index.ts";
import { clusterSpecDigest } from "../cluster-spec.ts";
import { clusterProfileNames } from "../profiles.ts";
import { ClusterBatch } from "./cluster-batch.ts";
import { playTrajectory, type TrajectoryRun, trajectorySpec } from "./trajectory-run.ts";
import { TwinBatch } from "./twin-batch.ts";

const file = new URL("../../../../../spec/vectors/simulation/trajectories.json", import.meta.url);
const { runs, whole } = JSON.parse(readFileSync(file, "utf8")) as {
  readonly runs: readonly (TrajectoryRun & { readonly specDigest: string; readonly hash: string })[];
  readonly whole: { readonly steps: number };
};

const hex = (value: number): string => value.toString(16).padStart(8, "0");

describe.each(runs)("$profile, $autoreset, $width × $height", (run) => {
  const spec = trajectorySpec(run);

  test("SIM-66 kernel and twin have the published hash, on one thread and on two", () => {
    using two = openThreads(2);
    const { environments, autoreset } = run;
    expect(clusterSpecDigest(spec)).toBe(run.specDigest);
    expect(hex(playTrajectory(new TwinBatch(spec, environments, autoreset), run))).toBe(run.hash);
    expect(hex(playTrajectory(new ClusterBatch(spec, environments, autoreset), run))).toBe(run.hash);
    expect(hex(playTrajectory(new ClusterBatch(spec, environments, autoreset, two.run), run))).toBe(run.hash);
  });

  test("SIM-66 another seed has another hash", () => {
    const batch = new ClusterBatch(spec, run.environments, run.autoreset);
    expect(hex(playTrajectory(batch, { ...run, seed: run.seed + 1 }))).not.toBe(run.hash);
  });
});

test("SIM-66 the published runs are of every profile and mode, and the long ones of ten million steps", () => {
  for (const profile of clusterProfileNames)
    for (const mode of ["next-step", "same-step", "disabled"])
      expect(runs.some((run) => run.profile === profile && run.autoreset === mode)).toBe(true);
  expect(whole.steps).toBeGreaterThanOrEqual(10_000_000);
});
