import { MODES } from "../../rate/rate-rule.ts";
import type { MetricFamily } from "./open-metrics.ts";
import type { TrainingStatus } from "./training-status.ts";

/**
 * A training as metrics. The gauges have the original's names (v8.4.2, 8.5), `prophet_training_step_total` among them, which is no counter there
 * either; what is counted are counters beside them. What is not known yet has no sample.
 */
export function trainingMetrics(status: TrainingStatus): readonly MetricFamily[] {
  const { last, spec, stepsDone, spikes, rewinds, drifts, checkpointAgeMs } = status;
  return [
    counter("prophet_training_steps", "Steps done.", stepsDone),
    counter("prophet_spikes", "Losses that stood out of those before them.", spikes),
    counter("prophet_rewinds", "Times that the weights were put back to earlier ones.", rewinds),
    counter("prophet_drift_alarms", "Times that a detector found the stream to be another.", drifts),
    gauge("prophet_training_step_total", "Steps done, under the original's name.", stepsDone),
    gauge("prophet_learning_rate", "Learning rate of the last step.", last?.rate),
    gauge("prophet_predicted_risk", "Foretold chance of a spike.", last?.risk),
    gauge("prophet_actual_error", "Mean squared error of the last step, before it was learnt from.", last?.error),
    gauge("prophet_loss", "Regularised loss of the last step.", last?.loss),
    gauge("prophet_flow", "Flow of the last step: how much outputs move with inputs.", last?.flow),
    gauge("prophet_gradient_norm", "Length of the last gradient, before clipping.", last?.gradientNorm),
    gauge(
      "prophet_system_status",
      "0 panic, 1 alert, 2 warning, 3 cruise.",
      last === null ? null : MODES.indexOf(last.mode),
    ),
    gauge("prophet_kernel_wR", "Weight of the reality gap in the loss.", spec.loss.weights.reality),
    gauge("prophet_kernel_eps", "How far inputs are moved to measure the flow.", spec.loss.epsilon),
    gauge("prophet_steps_per_second", "Steps in a second of wall time, lately.", status.stepsPerSecond),
    gauge("prophet_checkpoint_age_seconds", "Since the last checkpoint of this process.", seconds(checkpointAgeMs)),
  ];
}

type Known = number | null | undefined;

const counter = (name: string, help: string, value: number): MetricFamily => ({ kind: "counter", name, help, value });

const gauge = (name: string, help: string, value: Known): MetricFamily => ({
  kind: "gauge",
  name,
  help,
  value: value ?? null,
});

const seconds = (ms: number | null): number | null => (ms === null ? null : ms / 1000);
