/** Recorded trainings, for fitting the risk model and for judging it: specs drawn by chance, run to their end, features and spikes kept. */
import { belowAt, type Key, normalAt, partKey, seedKey, uniformAt } from "@plimsoll/simulation";
import { kernelArithmetic } from "@plimsoll/simulation/arithmetic";
import { inMemory } from "../src/engine/memory.ts";
import type { NetworkSpec } from "../src/engine/network-spec.ts";
import { CLASSIC_LOSS, PLAIN_LOSS } from "../src/objective/loss-spec.ts";
import { placeClassicPredictor } from "../src/risk/classic-predictor.ts";
import { type FittedSource, WORKER_RISK_FEATURES } from "../src/risk/fitted-source.ts";
import type { RiskSource } from "../src/risk/risk-source.ts";
import { CLASSIC } from "../src/trainer/profiles.ts";
import { createTrainer, type Trainer } from "../src/trainer/trainer.ts";
import type { TrainerSpec } from "../src/trainer/trainer-spec.ts";

/** `teacher` is never fitted on: a kind of task that the model has not seen. */
export const FAMILIES = ["drifting", "classic", "teacher"] as const;
export type Family = (typeof FAMILIES)[number];

export interface RecordedRun {
  readonly family: Family;
  readonly seed: number;
  readonly rate: number;
  /** Steps that were taken, or begun. */
  readonly steps: number;
  /** Row i is step i, in the order of `WORKER_RISK_FEATURES`; NaN where a feature is not known. */
  readonly features: Float32Array;
  readonly losses: Float64Array;
  /** Whether step i was a spike; the last step of a diverged run is one. */
  readonly spiked: Uint8Array;
  /** What the classic predictor said. */
  readonly classic: Float64Array;
  readonly hasDiverged: boolean;
}

export const STEPS = 400;

/** First seeds of runs with different uses: no run is of two. */
export const SEEDS = { training: 0, calibration: 10_000, test: 20_000 } as const;

/** One training. The same family and seed, the same run. */
export function recordedRun(family: Family, seed: number): RecordedRun {
  const key = partKey(seedKey(seed), FAMILIES.indexOf(family));
  const spec = specOf(family, seed, key);
  const series = family === "teacher" ? teacherSeries(partKey(key, 1)) : null;
  return recorded(family, spec, createTrainer(spec, { series, arithmetic: kernelArithmetic }), key);
}

function recorded(family: Family, spec: TrainerSpec, trainer: Trainer, key: Key): RecordedRun {
  const width = WORKER_RISK_FEATURES.length;
  const run = {
    features: new Float32Array(STEPS * width),
    losses: new Float64Array(STEPS),
    spiked: new Uint8Array(STEPS),
    classic: new Float64Array(STEPS),
  };
  const source = trainer.parts.risk as FittedSource;
  const classic = inMemory((arena) => placeClassicPredictor(arena, partKey(key, 2)), kernelArithmetic);
  const errors: number[] = [];
  let [steps, hasDiverged] = [0, false];
  while (steps < STEPS && !hasDiverged) {
    const recentError = errors.reduce((sum, error) => sum + error, 0) / Math.max(1, errors.length);
    try {
      const record = trainer.step(1);
      run.losses[steps] = record.loss;
      run.spiked[steps] = record.spiked ? 1 : 0;
      run.features.set(
        source.features.map((value) => value ?? Number.NaN),
        steps * width,
      );
      run.classic[steps] = classicRisk(classic, record, recentError);
      errors.push(record.error);
      if (errors.length > spec.errorBuffer) errors.shift();
    } catch {
      hasDiverged = true;
      run.spiked[steps] = 1;
    }
    steps += 1;
  }
  return { family, seed: spec.seed, rate: rateOf(spec), steps, ...run, hasDiverged };
}

const classicRisk = (classic: RiskSource, record: ReturnType<Trainer["step"]>, recentError: number): number =>
  classic.foretell({
    step: record.step,
    progress: record.step / STEPS,
    terms: record,
    onlineError: record.error,
    recentError,
    gradientNorm: record.gradientNorm,
    lastRate: record.rate,
    stability: record.stability,
  });

const rateOf = ({ rate: { schedule } }: TrainerSpec): number => schedule.rate;

/** A training drawn by chance: sizes, activations, data, optimiser, clipping; rates log-uniform over four decades. */
function specOf(family: Family, seed: number, key: Key): TrainerSpec {
  const chance = (purpose: number): number => uniformAt(key, purpose);
  const pick = <T>(purpose: number, values: readonly T[]): T => values[belowAt(key, purpose, values.length)] as T;
  const isSgd = chance(0) < 0.2;
  const rate = (isSgd ? 10 : 1) * 10 ** (-4 + 4 * chance(1));
  const lags = pick(2, [4, 8, 16, 24]);
  const isClassic = family === "classic";
  return {
    // Whatever else a trainer can do is off, as the original has it.
    ...CLASSIC,
    seed,
    steps: STEPS,
    stream:
      family === "drifting"
        ? {
            kind: "drifting",
            regimeSteps: pick(3, [60, 120, 250]),
            noise: pick(4, [0, 0.02, 0.1]),
            transition: pick(5, ["abrupt", "gradual"] as const),
            gradualSteps: 20,
          }
        : { kind: isClassic ? "classic" : "series" },
    task: isClassic
      ? { kind: "progress", rows: pick(6, [1, 4, 8]) }
      : { kind: "lagged", lags, rows: pick(6, [8, 16, 32]), window: pick(7, [64, 256]) },
    worker: workerOf(isClassic ? 2 : lags, chance, pick),
    loss: isClassic ? CLASSIC_LOSS : pick(8, [PLAIN_LOSS, PLAIN_LOSS, CLASSIC_LOSS]),
    optimizer: isSgd
      ? { kind: "sgd", momentum: pick(9, [0, 0.9]), nesterov: false, l2: 0 }
      : { kind: "adam", beta1: 0.9, beta2: pick(9, [0.99, 0.999]), epsilon: 1e-8, l2: 1e-4, decoupledDecay: 0 },
    clip: { kind: "norm", max: pick(10, [1, 1e9]) },
    risk: { kind: "fitted" },
    rate: { schedule: scheduleOf(rate, chance(11)), guard: null },
  };
}

/** Most have one rate throughout, some warm up to it or go down from it. None depends on the risk: else a model would be fitted on its own doings. */
function scheduleOf(rate: number, chance: number): TrainerSpec["rate"]["schedule"] {
  if (chance < 0.6) return { kind: "fixed", rate };
  return { kind: "cosine", rate, warmUpSteps: chance < 0.8 ? STEPS / 2 : 0, floorShare: 0.1 };
}

function workerOf(
  inputs: number,
  chance: (purpose: number) => number,
  pick: <T>(purpose: number, values: readonly T[]) => T,
): NetworkSpec {
  const outputs = pick(20, [8, 16, 32, 64]);
  const activation = { kind: pick(21, ["tanh", "relu"] as const) };
  const dropout = chance(22) < 0.2 ? [{ kind: "dropout", share: 0.1 } as const] : [];
  const hidden = [{ kind: "dense", outputs } as const, activation, ...dropout];
  return {
    inputs,
    layers: [
      ...Array.from({ length: pick(23, [1, 2, 3]) }, () => hidden).flat(),
      { kind: "dense", outputs: 1 } as const,
    ],
    gain: pick(24, [0.5, 1, 1.5]),
  };
}

const TEACHER = { lags: 4, hidden: 8, noise: 0.1 } as const;

/** A series whose next value is a random network's of the last four, and noise: its student learns the teacher's function. */
function teacherSeries(key: Key): Float64Array {
  const { lags, hidden, noise } = TEACHER;
  const [inner, outer, shocks] = [partKey(key, 0), partKey(key, 1), partKey(key, 2)];
  const series = new Float64Array(STEPS + 1);
  for (let step = 0; step < series.length; step += 1) {
    let next = noise * normalAt(shocks, step);
    for (let unit = 0; unit < hidden; unit += 1) {
      let sum = normalAt(inner, unit * (lags + 1) + lags);
      for (let lag = 1; lag <= lags; lag += 1)
        sum += 1.5 * normalAt(inner, unit * (lags + 1) + lag - 1) * (series[step - lag] ?? 0);
      next += (1.5 / Math.sqrt(hidden)) * normalAt(outer, unit) * Math.tanh(sum);
    }
    series[step] = next;
  }
  return series;
}
