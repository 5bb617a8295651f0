import { describe, expect, test } from "vitest";
import { PLAIN_LOSS } from "../objective/loss-spec.ts";
import { CLASSIC } from "../trainer/profiles.ts";
import type { StepRecord } from "../trainer/step-record.ts";
import { createTrainer, resumeTrainer, type Trainer } from "../trainer/trainer.ts";
import type { TrainerSpec } from "../trainer/trainer-spec.ts";
import { FITTED_RISK } from "./fitted-risk.ts";
import { type FittedSource, WORKER_RISK_FEATURES } from "./fitted-source.ts";
import { PORTABLE_FEATURES } from "./portable-monitor.ts";

const SPEC: TrainerSpec = {
  ...CLASSIC,
  seed: 7,
  task: { kind: "lagged", lags: 8, rows: 16, window: 64 },
  worker: { ...CLASSIC.worker, inputs: 8 },
  loss: PLAIN_LOSS,
  risk: { kind: "fitted" },
  rate: { schedule: { kind: "fixed", rate: 0.02 }, guard: null },
};
const WILD: TrainerSpec = {
  ...SPEC,
  rate: { schedule: { kind: "fixed", rate: 30 }, guard: null },
  rewind: { interval: 20, spikeFactor: 3, confirmedBelow: 0.9 },
};

const run = (trainer: Trainer, steps: number): readonly StepRecord[] =>
  Array.from({ length: steps }, () => trainer.step(1));

describe.each([
  ["fitted", SPEC],
  ["portable", { ...SPEC, risk: { kind: "portable" } as const }],
  ["fitted, under rewinds", WILD],
])("%s", (_, spec) => {
  test("PR-137 goes on from a state bit for bit, and what it keeps is finite plain numbers", () => {
    const whole = createTrainer(spec);
    const records = run(whole, 200);
    const first = createTrainer(spec);
    run(first, 101);
    const state = first.state();
    const scalars = state.scalars["risk"] ?? {};
    expect(Object.values(scalars).length).toBeGreaterThan(30);
    expect(Object.values(scalars).every(Number.isFinite)).toBe(true);
    expect(JSON.parse(JSON.stringify(scalars))).toEqual(scalars);
    const second = resumeTrainer(spec, structuredClone(state));
    expect(run(second, 99)).toEqual(records.slice(101));
    expect(second.state()).toEqual(whole.state());
  });

  test("PR-138 each chance is in [0, 1], and they differ from step to step", () => {
    const risks = run(createTrainer(spec), 200).flatMap(({ risk }) => (risk === null ? [] : [risk]));
    expect(risks.every((risk) => risk >= 0 && risk <= 1)).toBe(true);
    expect(new Set(risks).size).toBeGreaterThan(10);
  });
});

test("PR-139 whoever foretells, the training is the same", () => {
  const [none, ...others] = [null, { kind: "portable" } as const, { kind: "fitted" } as const].map((risk) => {
    const trainer = createTrainer({ ...SPEC, risk });
    run(trainer, 100);
    return trainer.parameters;
  });
  for (const parameters of others) expect(parameters).toEqual(none);
});

test("PR-138 the models read the features that are computed, in their order", () => {
  expect(FITTED_RISK.worker.features).toEqual(WORKER_RISK_FEATURES);
  expect(FITTED_RISK.portable.features).toEqual(PORTABLE_FEATURES);
  const trainer = createTrainer(SPEC);
  run(trainer, 40);
  const { features } = trainer.parts.risk as FittedSource;
  expect(features).toHaveLength(WORKER_RISK_FEATURES.length);
  expect(features.every((value) => value !== null && Number.isFinite(value))).toBe(true);
});

test("PR-138 a rate far beyond the edge is foretold as more dangerous than a quiet one", () => {
  const meanRisk = (rate: number): number => {
    const spec: TrainerSpec = { ...SPEC, rate: { schedule: { kind: "fixed", rate }, guard: null } };
    const risks = run(createTrainer(spec), 300).slice(50);
    return risks.reduce((sum, { risk }) => sum + (risk ?? 0), 0) / risks.length;
  };
  expect(meanRisk(1)).toBeGreaterThan(meanRisk(0.003));
});
