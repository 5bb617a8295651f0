import {
  type Autoreset,
  belowAt,
  ClusterBatch,
  clusterProfile,
  clusterProfileNames,
  type ClusterSpec,
  partKey,
  seedKey,
  trajectoryHash,
  TwinBatch,
} from "@plimsoll/simulation";
import { type CheckWork, noFaults } from "./check.ts";

const MODES: readonly Autoreset[] = ["next-step", "same-step", "disabled"];
const ENVIRONMENTS = 8;
const STEPS = 200;
/** Short, so that a run sees many ends and beginnings. */
const STEPS_MAX = 60;
const ACTIONS_KEY = seedKey(45);

export const equalityChecks: readonly CheckWork[] = clusterProfileNames.map((name) => ({
  name: `kernel = twin, ${name}`,
  perform: () => {
    const spec = clusterProfile(name, { stepsMax: STEPS_MAX });
    const hashes = MODES.map((mode) => [
      hashOf(new ClusterBatch(spec, ENVIRONMENTS, mode), mode),
      hashOf(new TwinBatch(spec, ENVIRONMENTS, mode), mode),
    ]);
    const faults = MODES.filter((_, at) => hashes[at]![0] !== hashes[at]![1]);
    const steps = MODES.length * ENVIRONMENTS * STEPS;
    return noFaults(
      faults,
      `${steps} steps in three modes, bit for bit: ${hashes.map(([hash]) => hexOf(hash!)).join(" ")}`,
    );
  },
}));

const hexOf = (hash: number): string => hash.toString(16).padStart(8, "0");

function hashOf(batch: ClusterBatch | TwinBatch, mode: Autoreset): number {
  batch.reset(7);
  let hash = trajectoryHash(0, batch);
  for (let step = 0; step < STEPS; step += 1) {
    batch.step(actionsAt(step, batch.environments));
    hash = trajectoryHash(hash, batch);
    if (mode === "disabled") batch.resetWhere(endedIn(batch));
  }
  return hash;
}

export const actionsAt = (step: number, environments: number): Uint8Array =>
  Uint8Array.from({ length: environments }, (_, place) => belowAt(partKey(ACTIONS_KEY, step), place, 6));

const endedIn = ({ terminated, truncated }: ClusterBatch | TwinBatch): Uint8Array =>
  terminated.map((ended, place) => ended | truncated[place]!);

/** A cluster's life depends on its own seed, not on how many live beside it. */
export const batchSizeCheck: CheckWork = {
  name: "no dependence on the batch",
  perform: () => {
    const spec: ClusterSpec = clusterProfile("hard");
    const [alone, among] = [rewardsOf(spec, 1, 5, 0), rewardsOf(spec, 9, 2, 3)];
    return noFaults(
      alone === among ? [] : ["the rewards of seed 5"],
      "seed 5 alone and as the fourth of nine: the same",
    );
  },
};

/** The rewards of one place of a batch, as text; every place takes the same actions. */
function rewardsOf(spec: ClusterSpec, environments: number, seed: number, place: number): string {
  const batch = new ClusterBatch(spec, environments, "same-step");
  batch.reset(seed);
  const rewards = Array.from({ length: STEPS }, (_, step) => {
    batch.step(new Uint8Array(environments).fill(actionsAt(step, 1)[0]!));
    return batch.rewards[place];
  });
  return rewards.join(" ");
}
