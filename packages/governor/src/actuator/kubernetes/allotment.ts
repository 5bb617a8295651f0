import type { PowerLevelPpm } from "../power-level.ts";

export type AllottedKind = "Deployment" | "StatefulSet" | "Job";

/** How many pods a workload has at full power: what the operator allots, whatever the workload itself asks for. */
export interface AllottedWorkload {
  readonly kind: AllottedKind;
  readonly name: string;
  /** At least 1. A Job's are those that it runs at the same time. */
  readonly pods: number;
}

/** What is governed as one: a namespace that holds it and nothing else. A pod of anything else in it is nobody's and goes. */
export interface KubernetesSubject {
  readonly namespace: string;
  readonly workloads: readonly AllottedWorkload[];
}

/** The most pods that a workload may have at a level. Pods are whole: a fifth of fewer than five is none. */
export const podsAt = ({ pods }: AllottedWorkload, levelPpm: PowerLevelPpm): number =>
  Math.floor((pods * (levelPpm / PPM_STEP)) / (FULL / PPM_STEP));

export const podsOfAllAt = ({ workloads }: KubernetesSubject, levelPpm: PowerLevelPpm): number =>
  workloads.reduce((sum, workload) => sum + podsAt(workload, levelPpm), 0);

const FULL = 1_000_000;
/** Levels are whole multiples of it, so that the product stays exact for any number of pods. */
const PPM_STEP = 200_000;
