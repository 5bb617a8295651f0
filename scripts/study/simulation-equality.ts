/**
 * Holds the cluster kernel to its plain TypeScript twin, on one and on two threads, over ten million steps: every profile in every mode of autoreset. Prints
 * a line for each run and one hash for all of them.
 *
 *   node --conditions=@plimsoll/source scripts/study/simulation-equality.ts           the long runs (some minutes)
 *   node --conditions=@plimsoll/source scripts/study/simulation-equality.ts --write   also writes spec/vectors/simulation/trajectories.json
 */
import { readFileSync, writeFileSync } from "node:fs";
import { ClusterBatch } from "../../packages/simulation/src/cluster/batch/cluster-batch.ts";
import {
  playTrajectory,
  trajectoryRuns,
  type TrajectoryRun,
  trajectorySpec,
} from "../../packages/simulation/src/cluster/batch/trajectory-run.ts";
import { TwinBatch } from "../../packages/simulation/src/cluster/batch/twin-batch.ts";
import { clusterSpecDigest } from "../../packages/simulation/src/cluster/cluster-spec.ts";
import { openThreads } from "../../packages/simulation/src/threads/index.ts";

const VECTORS = new URL("../../spec/vectors/simulation/trajectories.json", import.meta.url);
const LONG_STEPS_EACH = 560_000;
const SHORT_STEPS_EACH = 6_000;
const HASH_PRIME = 0x0100_0193;

using two = openThreads(2);
const long = trajectoryRuns(LONG_STEPS_EACH);
let [hash, steps] = [0, 0];
for (const run of long) {
  hash = (Math.imul(hash, HASH_PRIME) + equalHash(run)) >>> 0;
  steps += run.steps * run.environments;
}
const whole = { runs: long.length, stepsEach: LONG_STEPS_EACH, steps, hash: hex(hash) };
process.stdout.write(`${JSON.stringify(whole)}\n`);
if (process.argv.includes("--write")) write();
else if (JSON.parse(readFileSync(VECTORS, "utf8")).whole.hash !== whole.hash) {
  process.stderr.write("the hash is not the published one (spec/vectors/simulation/trajectories.json)\n");
  process.exitCode = 1;
}

/** The run's hash, or an error where the three do not agree. */
function equalHash(run: TrajectoryRun): number {
  const spec = trajectorySpec(run);
  const twin = playTrajectory(new TwinBatch(spec, run.environments, run.autoreset), run);
  const one = playTrajectory(new ClusterBatch(spec, run.environments, run.autoreset), run);
  const both = playTrajectory(new ClusterBatch(spec, run.environments, run.autoreset, two.run), run);
  const { profile, autoreset, width, height, environments } = run;
  if (one !== twin || both !== twin)
    throw new Error(`${JSON.stringify(run)}: ${[twin, one, both].map(hex).join(", ")}`);
  process.stdout.write(
    `${profile}, ${autoreset}, ${width} × ${height}, ${environments} × ${run.steps}: ${hex(twin)}\n`,
  );
  return twin;
}

function write(): void {
  const runs = trajectoryRuns(SHORT_STEPS_EACH).map((run) => ({
    ...run,
    specDigest: clusterSpecDigest(trajectorySpec(run)),
    hash: hex(equalHash(run)),
  }));
  const rule = [
    "hash: trajectoryHash (packages/simulation/src/cluster/batch/trajectory-hash.ts) of the reset and of every step.",
    "Environment e starts on seedKey(seed + e); its action in step t, from 0, is belowAt(partKey(seedKey(actionSeed), t), e, 6).",
    "In mode disabled, environments whose episodes ended are reset by mask after the step has been hashed.",
    "whole: the runs of trajectoryRuns(stepsEach), whose hashes are folded by h = h · 0x01000193 + hash mod 2^32.",
  ];
  writeFileSync(VECTORS, `${JSON.stringify({ rule, whole, runs }, null, 2)}\n`);
}

function hex(value: number): string {
  return value.toString(16).padStart(8, "0");
}
