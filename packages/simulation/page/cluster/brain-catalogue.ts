import { calibratedPolicy } from "../../src/policies/calibrated.ts";
import { fullSightGreedyPolicy } from "../../src/policies/full-sight-greedy.ts";
import { h1Policy } from "../../src/policies/h1.ts";
import { horizontalAutoscalerPolicy } from "../../src/policies/horizontal-autoscaler.ts";
import { indexPolicy } from "../../src/policies/index-policy.ts";
import { memoryThresholdPolicy } from "../../src/policies/memory-threshold.ts";
import { nearestHotPolicy } from "../../src/policies/nearest-hot.ts";
import { neverActPolicy } from "../../src/policies/never-act.ts";
import { randomPolicy } from "../../src/policies/random.ts";
import { sweepPolicy } from "../../src/policies/sweep.ts";
import { verticalAutoscalerPolicy } from "../../src/policies/vertical-autoscaler.ts";
import { heuristicBrain, type LaneBrain } from "./lane-brain.ts";

export interface CatalogueEntry {
  readonly label: string;
  readonly brain: LaneBrain;
}

/** The policies that need no file, those with local sight first. */
export const BRAINS: readonly CatalogueEntry[] = [
  { label: "H1, the reference heuristic", brain: heuristicBrain(h1Policy()) },
  { label: "Calibrated heuristic, untuned", brain: heuristicBrain(calibratedPolicy()) },
  { label: "Memory threshold", brain: heuristicBrain(memoryThresholdPolicy("greedy")) },
  { label: "Blind sweep", brain: heuristicBrain(sweepPolicy()) },
  { label: "Random", brain: heuristicBrain(randomPolicy) },
  { label: "Never act", brain: heuristicBrain(neverActPolicy) },
  { label: "Index rule (sees all)", brain: heuristicBrain(indexPolicy) },
  { label: "Greedy (sees all)", brain: heuristicBrain(fullSightGreedyPolicy) },
  { label: "Nearest hot cell (sees all)", brain: heuristicBrain(nearestHotPolicy()) },
  { label: "Horizontal autoscaler (sees all)", brain: heuristicBrain(horizontalAutoscalerPolicy()) },
  { label: "Vertical autoscaler (sees all)", brain: heuristicBrain(verticalAutoscalerPolicy()) },
];
