import { belowAt, type Key, partKey, seedKey } from "../../random/counter.ts";
import { ACTION_COUNT } from "../actions.ts";
import type { ClusterSpec } from "../cluster-spec.ts";
import { clusterProfile, clusterProfileNames } from "../profiles.ts";
import type { Autoreset } from "./cluster-batch.ts";
import { type StepArrays, trajectoryHash } from "./trajectory-hash.ts";

/** A run that any host can repeat from this alone, and whose hash tells whether it did the same. */
export interface TrajectoryRun {
  readonly profile: string;
  readonly width: number;
  readonly height: number;
  readonly globals: boolean;
  readonly autoreset: Autoreset;
  readonly environments: number;
  readonly steps: number;
  /** Environment e runs on seed + e. */
  readonly seed: number;
  /** The action of environment e in step t (from 0): `belowAt(partKey(seedKey(actionSeed), t), e, 6)`. */
  readonly actionSeed: number;
}

/** What a run needs of a batch; the kernel's and the twin have it. */
export interface SteppedBatch extends StepArrays {
  readonly environments: number;
  reset(seed: number): void;
  step(actions: Uint8Array): void;
  resetWhere(mask: Uint8Array): void;
}

export const trajectorySpec = ({ profile, width, height, globals }: TrajectoryRun): ClusterSpec => {
  const { observation } = clusterProfile(profile);
  return clusterProfile(profile, { width, height, observation: { ...observation, globals } });
};

/**
 * Plays a run and returns its hash: of what the reset showed and then of every step. In mode `disabled` the environments
 * whose episodes ended are reset after the step has been hashed.
 */
export function playTrajectory(batch: SteppedBatch, run: TrajectoryRun): number {
  const key = seedKey(run.actionSeed);
  const actions = new Uint8Array(run.environments);
  batch.reset(run.seed);
  let hash = trajectoryHash(0, batch);
  for (let step = 0; step < run.steps; step += 1) {
    drawActions(actions, partKey(key, step));
    batch.step(actions);
    hash = trajectoryHash(hash, batch);
    if (run.autoreset === "disabled") resetEnded(batch);
  }
  return hash;
}

/** Uniform actions of one step, for an environment each. */
export function drawActions(into: Uint8Array, key: Key): void {
  for (let place = 0; place < into.length; place += 1) into[place] = belowAt(key, place, ACTION_COUNT);
}

function resetEnded(batch: SteppedBatch): void {
  const ended = batch.terminated.map((terminated, place) => terminated | (batch.truncated[place] ?? 0));
  if (ended.includes(1)) batch.resetWhere(ended);
}

/** Each profile in each mode; the grid, the global sight and the number of environments go through theirs in turn. */
export function trajectoryRuns(stepsEach: number): readonly TrajectoryRun[] {
  const modes: readonly Autoreset[] = ["next-step", "same-step", "disabled"];
  return clusterProfileNames.flatMap((profile, row) =>
    modes.map((autoreset, column) => {
      const { width, height, environments } = SIZES[(row + column) % SIZES.length] as (typeof SIZES)[number];
      const steps = Math.ceil(stepsEach / environments);
      const [seed, actionSeed] = [1_000 * row + column, 500 + 10 * row + column];
      return {
        profile,
        width,
        height,
        globals: (row + column) % 2 === 1,
        autoreset,
        environments,
        steps,
        seed,
        actionSeed,
      };
    }),
  );
}

const SIZES = [
  { width: 4, height: 4, environments: 16 },
  { width: 10, height: 10, environments: 9 },
  { width: 3, height: 7, environments: 12 },
  { width: 2, height: 2, environments: 33 },
];
