export { createTrainer, resumeTrainer, type Trainer } from "./trainer/trainer.ts";
export { parseTrainerSpec, trainerShape, type TrainerSpec } from "./trainer/trainer-spec.ts";
export { CLASSIC, PROFILES } from "./trainer/profiles.ts";
export type { Counts } from "./trainer/course.ts";
export type { TrainerState } from "./trainer/trainer-state.ts";
export type { StepRecord } from "./trainer/step-record.ts";
export { NO_SOURCES, type TrainerSources } from "./trainer/parts.ts";
export { type Checkpoint, openCheckpoint, readCheckpoint, writeCheckpoint } from "./checkpoint/checkpoint.ts";
export { trainingDigest } from "./checkpoint/training-digest.ts";
export { type RateSpec, rateRuleOf, type ScheduleSpec } from "./rate/rate-spec.ts";
export { type Mode, MODES, type RateFacts, type RateRule, type RateState } from "./rate/rate-rule.ts";
export { GUARD, type GuardSpec } from "./rate/guard/guard-spec.ts";
export { FITTED_RISK } from "./risk/fitted-risk.ts";
export { type Lead, LEADS, type RiskModel, riskOf } from "./risk/model/risk-model.ts";
export {
  PORTABLE_FEATURES,
  PORTABLE_FIRST,
  type PortableFacts,
  portableNext,
  type PortableState,
} from "./risk/portable-monitor.ts";
export { isSpike, NO_LOSSES, SPIKE_SETTINGS, type SpikeWatch, watched } from "./risk/spike.ts";
export type { DriftDetector } from "./drift/drift-detector.ts";
export { DRIFT_DEFAULTS, driftDetectorOf, driftShape, type DriftSpec } from "./drift/drift-spec.ts";
export type { DriftState } from "./drift/drift-state.ts";
export { type CsvColumn, csvColumn } from "./stream/csv-column.ts";
export { type Standardised, standardised } from "./stream/standardised.ts";
export { type LossSpec, PLAIN_LOSS } from "./objective/loss-spec.ts";
export type { LossTerms } from "./objective/loss-terms.ts";
export { descend, rowsNeeded } from "./objective/descend.ts";
export { inMemory, type Memory, type Placed } from "./engine/memory.ts";
export { type Network, type PlacedNetwork, placeNetwork } from "./engine/network.ts";
export { type NetworkSpec, networkShape } from "./engine/network-spec.ts";
export { type Pass, WHOLE } from "./engine/layers/layer.ts";
export type { Optimizer } from "./engine/optimizers/optimizer.ts";
export { type OptimizerSpec, optimizerShape, placeOptimizer } from "./engine/optimizers/optimizer-spec.ts";
