import {
  calibratedPolicy,
  fullSightGreedyPolicy,
  h1Policy,
  horizontalAutoscalerPolicy,
  indexPolicy,
  memoryThresholdPolicy,
  nearestHotPolicy,
  neverActPolicy,
  type Policy,
  randomPolicy,
  sweepPolicy,
  verticalAutoscalerPolicy,
} from "@plimsoll/simulation";
import type { HeuristicName } from "./heuristic-names.ts";

/** Every heuristic with its usual values; `calibrated` with the plain ones that need no tuning. */
const HEURISTICS: Readonly<Record<HeuristicName, Policy>> = {
  random: randomPolicy,
  "never-act": neverActPolicy,
  h1: h1Policy(),
  sweep: sweepPolicy(),
  "memory-threshold-greedy": memoryThresholdPolicy("greedy"),
  "memory-threshold-sweep": memoryThresholdPolicy("sweep"),
  calibrated: calibratedPolicy(),
  "nearest-hot": nearestHotPolicy(),
  index: indexPolicy,
  "full-sight-greedy": fullSightGreedyPolicy,
  hpa: horizontalAutoscalerPolicy(),
  vpa: verticalAutoscalerPolicy(),
};

export const heuristicNamed = (name: HeuristicName): Policy => HEURISTICS[name];
