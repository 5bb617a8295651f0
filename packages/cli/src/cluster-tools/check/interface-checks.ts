import { PlimsollError } from "@plimsoll/foundation";
import { ClusterBatch, clusterProfile, clusterProfileNames, observationSizeOf } from "@plimsoll/simulation";
import { type CheckWork, noFaults } from "./check.ts";
import { actionsAt } from "./equality-checks.ts";

const ENVIRONMENTS = 64;
const STEPS = 600;

/** What Gymnasium's checker would ask of the world, asked of the kernel itself. */
export const interfaceChecks: readonly CheckWork[] = [
  {
    name: "observations within [0, 1]",
    perform: () =>
      noFaults(
        clusterProfileNames.flatMap(boundsFaults),
        `${clusterProfileNames.length} profiles, ${ENVIRONMENTS * STEPS} steps each`,
      ),
  },
  { name: "30 numbers and 6 actions", perform: sizesCheck },
  { name: "the same seed is the same episode", perform: seedsCheck },
  { name: "what is not allowed throws", perform: refusalsCheck },
];

function boundsFaults(name: string): readonly string[] {
  const batch = new ClusterBatch(clusterProfile(name), ENVIRONMENTS, "same-step");
  batch.reset(1);
  for (let step = 0; step < STEPS; step += 1) {
    batch.step(actionsAt(step, ENVIRONMENTS));
    if (!batch.observations.every((share) => share >= 0 && share <= 1)) return [`${name}, step ${step}`];
    if (!batch.rewards.every(Number.isFinite)) return [`${name}, a reward in step ${step}`];
  }
  return [];
}

function sizesCheck() {
  const classic = clusterProfile("classic");
  const seeing = clusterProfile("classic", { observation: { position: "of-size", globals: true } });
  const batch = new ClusterBatch(classic, 2, "next-step");
  const faults = [
    ...(observationSizeOf(classic) === 30 && batch.observations.length === 60 ? [] : ["an observation of 30"]),
    ...(observationSizeOf(seeing) === 33 ? [] : ["an observation of 33 with global sight"]),
    ...(batch.actionCount === 6 ? [] : ["six actions"]),
  ];
  return noFaults(faults, "30 numbers, 33 with global sight, 6 actions");
}

function seedsCheck() {
  const first = (seed: number): string => {
    const batch = new ClusterBatch(clusterProfile("classic"), 1, "next-step");
    batch.reset(seed);
    return batch.observations.join(" ");
  };
  const faults = [
    ...(first(3) === first(3) ? [] : ["two resets by seed 3"]),
    ...(first(3) !== first(4) ? [] : ["seeds 3 and 4 are alike"]),
  ];
  return noFaults(faults, "seed 3 twice alike, seed 4 another one");
}

function refusalsCheck() {
  const batch = new ClusterBatch(clusterProfile("classic", { stepsMax: 1 }), 1, "disabled");
  batch.reset(0);
  const faults = [
    ...(codeOf(() => batch.step(Uint8Array.of(6))) === "CLUSTER_ACTION_INVALID" ? [] : ["action 6"]),
    ...(codeOf(() => batch.step(Uint8Array.of(0))) === null ? [] : ["action 0"]),
    ...(codeOf(() => batch.step(Uint8Array.of(0))) === "CLUSTER_EPISODE_ENDED" ? [] : ["a step after the end"]),
  ];
  return noFaults(faults, "action 6, and a step after the end");
}

function codeOf(action: () => void): string | null {
  try {
    action();
    return null;
  } catch (fault) {
    return fault instanceof PlimsollError ? fault.code : "no code";
  }
}
