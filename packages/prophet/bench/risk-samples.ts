/** Moments of recorded runs with what came of them. A step inside a spike is no moment: what is there already is not foretold. */
import { WORKER_RISK_FEATURES } from "../src/risk/fitted-source.ts";
import { SPIKE_SETTINGS } from "../src/risk/spike.ts";
import type { Samples } from "./risk-fitting.ts";
import type { RecordedRun } from "./risk-runs.ts";

export interface RunSamples extends Samples {
  /** Of each sample: the place of its run, and its step there. */
  readonly runs: Uint32Array;
  readonly steps: Uint32Array;
}

/** `true`: only moments with no spike in so many steps before them. */
export const CALM_STEPS = 20;

export interface SampleChoice {
  readonly lead: number;
  /** So many of the features, from the first. */
  readonly width: number;
  readonly isOnset: boolean;
}

/** Steps from the first that can be a spike on. Those whose future within the lead was not seen to its end, and held no spike as far as it was, are left out. */
export function samplesOf(runs: readonly RecordedRun[], { lead, width, isOnset }: SampleChoice): RunSamples {
  const whole = WORKER_RISK_FEATURES.length;
  const [features, events, places, steps]: [number[], number[], number[], number[]] = [[], [], [], []];
  for (const [place, run] of runs.entries())
    for (let step = SPIKE_SETTINGS.lossesMin; step < run.steps - 1; step += 1) {
      const hasEvent = hasSpike(run, step + 1, step + lead);
      const isSeen = hasEvent || step + lead < run.steps;
      if (!isSeen || run.spiked[step] === 1 || (isOnset && hasSpike(run, step - CALM_STEPS, step))) continue;
      for (let i = 0; i < width; i += 1) features.push(run.features[step * whole + i] ?? Number.NaN);
      events.push(hasEvent ? 1 : 0);
      places.push(place);
      steps.push(step);
    }
  return {
    features: Float32Array.from(features),
    width,
    events: Uint8Array.from(events),
    runs: Uint32Array.from(places),
    steps: Uint32Array.from(steps),
  };
}

function hasSpike({ spiked, steps }: RecordedRun, from: number, to: number): boolean {
  for (let step = Math.max(0, from); step <= Math.min(to, steps - 1); step += 1) if (spiked[step] === 1) return true;
  return false;
}
