export { belowAt, type Key, normalAt, partKey, seedKey, uniformAt, wordAt } from "./random/counter.ts";
export { specDigest } from "./spec-digest.ts";
export { ACTION_COUNT, ACTIONS } from "./cluster/actions.ts";
export { type ClusterSpec, clusterSpecDigest, observationSizeOf, parseClusterSpec } from "./cluster/cluster-spec.ts";
export { clusterProfile, clusterProfileNames } from "./cluster/profiles.ts";
export { type Autoreset, ClusterBatch } from "./cluster/batch/cluster-batch.ts";
export { measureSpeed, type ProcessorClock, type Speed, type SpeedOptions } from "./cluster/batch/measure-speed.ts";
export { ClusterSlot } from "./cluster/batch/cluster-slot.ts";
export { type StepArrays, trajectoryHash } from "./cluster/batch/trajectory-hash.ts";
export { TwinBatch } from "./cluster/batch/twin-batch.ts";
export { meanNoise } from "./cluster/float/cluster-noise.ts";
export { createFloatCluster, type FloatCluster } from "./cluster/float/float-cluster.ts";
export { recordReplay, type ReplayRecorder } from "./cluster/replay/replay-recorder.ts";
export { playReplay, type Replay } from "./cluster/replay/replay.ts";
export { replayFromBytes, replayToBytes } from "./cluster/replay/replay-file.ts";
export { type BatchPolicy, type EpisodeResult, playEpisodes } from "./play/play-episodes.ts";
export { policyOnBatch } from "./play/policy-on-batch.ts";
export { slotView } from "./play/slot-view.ts";
export { type BeliefModel, BeliefMap, beliefModelOf } from "./belief/belief-map.ts";
export { BelievedCluster } from "./belief/believed-cluster.ts";
export { type Calibration, calibrate } from "./policies/calibrate.ts";
export {
  CALIBRATED_RANGES,
  type CalibratedParameter,
  calibratedParameterNames,
  type CalibratedParameters,
  calibratedPolicy,
  parametersFrom,
  plainParameters,
} from "./policies/calibrated.ts";
export type { ClusterView } from "./policies/cluster-view.ts";
export { fullSightGreedyPolicy } from "./policies/full-sight-greedy.ts";
export { h1Policy } from "./policies/h1.ts";
export { horizontalAutoscalerPolicy } from "./policies/horizontal-autoscaler.ts";
export { indexPolicy } from "./policies/index-policy.ts";
export { memoryThresholdPolicy } from "./policies/memory-threshold.ts";
export { nearestHotPolicy } from "./policies/nearest-hot.ts";
export { neverActPolicy } from "./policies/never-act.ts";
export type { ObservationPolicy, Policy, StatePolicy } from "./policies/policy.ts";
export { randomPolicy } from "./policies/random.ts";
export { sweepPolicy } from "./policies/sweep.ts";
export { verticalAutoscalerPolicy } from "./policies/vertical-autoscaler.ts";
export type { BatchEnvironment } from "./learn/batch-environment.ts";
export { onnxOf } from "./learn/policy/onnx.ts";
export { type OpenPolicy, openPolicy, type Policy as LearnedPolicy, type PolicyOrigin } from "./learn/policy/policy.ts";
export { type PolicyRunner, policyRunner } from "./learn/policy/policy-runner.ts";
export { PPO_DEFAULTS, type PpoOptions } from "./learn/ppo/ppo-options.ts";
export { createTrainer, type Trainer, type UpdateMetrics } from "./learn/ppo/trainer.ts";
export type { TrainerState } from "./learn/ppo/trainer-state.ts";
export { BOOTSTRAP_DEFAULTS, bootstrapInterval, type BootstrapSettings, type Interval } from "./evaluate/bootstrap.ts";
export { interquartileMean } from "./evaluate/interquartile-mean.ts";
export { type MeanAndDeviation, meanAndDeviation } from "./evaluate/mean-and-deviation.ts";
export { type PairedSigns, pairedSigns } from "./evaluate/paired-signs.ts";
export { performanceProfile } from "./evaluate/performance-profile.ts";
export { probabilityOfImprovement } from "./evaluate/probability-of-improvement.ts";
export { overAllRuns, pairedDifference } from "./evaluate/resampled-statistic.ts";
export type { Scores } from "./evaluate/scores.ts";
export { intervalPlot } from "./evaluate/plot/interval-plot.ts";
export { linearScale, type LinearScale } from "./evaluate/plot/linear-scale.ts";
export { performancePlot } from "./evaluate/plot/performance-plot.ts";
export { colourOf, horizontalAxis, type PlotArea, svgDrawing, svgText, verticalAxis } from "./evaluate/plot/svg.ts";
export { type Evaluation, type EvaluationReport, evaluationReport } from "./evaluate/report/evaluation-report.ts";
export { reportMarkdown } from "./evaluate/report/report-markdown.ts";
export { reportText } from "./evaluate/report/report-text.ts";
export { earlyWarningMonitor, type EarlyWarningMonitor } from "./warning/early-warning-monitor.ts";
export { usualEarlyWarning } from "./warning/early-warning.ts";
export { forecastTable } from "./warning/forecast-table.ts";
export { kendallTau } from "./warning/kendall-tau.ts";
export { areaUnderCurve, rocCurve } from "./warning/receiver-operating-characteristic.ts";
