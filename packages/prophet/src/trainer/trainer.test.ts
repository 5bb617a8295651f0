import { seedKey } from "@plimsoll/simulation";
import { plainArithmeticMaker } from "@plimsoll/simulation/arithmetic";
import { describe, expect, test } from "vitest";
import { DRIFT_DEFAULTS } from "../drift/drift-spec.ts";
import { classicStream } from "../stream/classic-stream.ts";
import type { RiskSource } from "../risk/risk-source.ts";
import { CLASSIC, FORESIGHT } from "./profiles.ts";
import type { StepRecord } from "./step-record.ts";
import { createTrainer, resumeTrainer, type Trainer } from "./trainer.ts";
import { parseTrainerSpec, type TrainerSpec } from "./trainer-spec.ts";

const LAGGED: TrainerSpec = {
  ...CLASSIC,
  task: { kind: "lagged", lags: 24, rows: 16, window: 64 },
  worker: { ...CLASSIC.worker, inputs: 24 },
  rewind: { interval: 50, spikeFactor: 3, confirmedBelow: 0.9 },
};

const run = (trainer: Trainer, steps: number): readonly StepRecord[] =>
  Array.from({ length: steps }, () => trainer.step(1));

test("PR-10 the original's stream has the sheet's values", () => {
  const { valueAt } = classicStream(2000, seedKey(1));
  const values = {
    10: 0.841_471,
    250: -0.132_352,
    499: -0.3574,
    500: -1,
    520: 1,
    540: -1,
    1000: 0.892_94,
    1250: 0.276_297,
    1499: 0.521_745,
  };
  for (const [step, value] of Object.entries(values)) expect(valueAt(Number(step))).toBeCloseTo(value, 5);
  const errors = [0, 1, 2, 3].map((phase) => {
    let sum = 0;
    for (let step = 500 * phase; step < 500 * (phase + 1); step += 1) sum += valueAt(step) ** 2 / 500;
    return sum;
  });
  for (const [phase, error] of [0.503, 1, 0.177, 0.079].entries()) expect(errors[phase]).toBeCloseTo(error, 2);
});

test("PR-11 the classic profile has the errors by phase that the sheet measured", () => {
  const errors = [0, 0, 0, 0];
  for (const seed of [42, 1, 2, 3, 4])
    for (const { step, reality } of run(createTrainer({ ...CLASSIC, seed }), CLASSIC.steps))
      errors[Math.floor(step / 500)] = (errors[Math.floor(step / 500)] ?? 0) + reality / 2500;
  // "flow with dropout off, gradient on": .068, .622, .056, .014, with ± .022 over all.
  for (const [phase, [error, room]] of [
    [0.068, 0.03],
    [0.622, 0.15],
    [0.056, 0.03],
    [0.014, 0.01],
  ].entries())
    expect(Math.abs((errors[phase] ?? 0) - (error ?? 0))).toBeLessThan(room ?? 0);
});

/** Rewinds, and with them the restarts of the mean of the weights, at a rate that no guard holds. */
const PUT_BACK: TrainerSpec = {
  ...FORESIGHT,
  rate: { schedule: { kind: "surprise", rate: 3, recentSteps: 5, usualSteps: 100, span: 4 }, guard: null },
  rewind: { interval: 10, spikeFactor: 4, confirmedBelow: 0.5 },
  risk: { kind: "fitted" },
};

describe.each([
  ["the classic profile", CLASSIC],
  ["lagged targets with rewinding", LAGGED],
  ["the profile foresight", FORESIGHT],
  ["an averaged worker that is put back", PUT_BACK],
])("%s", (_, spec) => {
  test("PR-12 goes on from a state bit for bit", () => {
    const whole = createTrainer(spec);
    const records = run(whole, 300);
    const first = createTrainer(spec);
    run(first, 137);
    const second = resumeTrainer(spec, structuredClone(first.state()));
    expect(run(second, 163)).toEqual(records.slice(137));
    expect(second.parameters).toEqual(whole.parameters);
  });

  test("PR-13 is the same on the plain arithmetic", () => {
    const plain = createTrainer(spec, { series: null, arithmetic: plainArithmeticMaker });
    expect(run(plain, 20)).toEqual(run(createTrainer(spec), 20));
  });
});

test("PR-14 a rate that explodes is put back, and the training goes on with finite weights", () => {
  const spec: TrainerSpec = { ...LAGGED, rate: { schedule: { kind: "fixed", rate: 300 }, guard: null }, risk: null };
  const trainer = createTrainer(spec);
  const records = run(trainer, 400);
  expect(records.some(({ rewoundTo }) => rewoundTo !== null)).toBe(true);
  expect(records.at(-1)?.error).toBeLessThan(10);
  expect(trainer.parameters.every(Number.isFinite)).toBe(true);
});

test("PR-15 without rewinding a training that is no longer finite says so, and keeps what it had", () => {
  const spec: TrainerSpec = {
    ...LAGGED,
    worker: { inputs: 24, layers: [{ kind: "dense", outputs: 1 }], gain: 1 },
    stream: { kind: "series" },
    rewind: null,
    risk: null,
    clip: { kind: "norm", max: 1e12 },
    rate: { schedule: { kind: "fixed", rate: 1000 }, guard: null },
  };
  const series = Float64Array.from({ length: 500 }, (_, i) => 1e15 * Math.sin(i) * (i + 1));
  const trainer = createTrainer(spec, { series, arithmetic: plainArithmeticMaker });
  let before = trainer.state();
  const untilItEnds = (): void => {
    for (let step = 0; step < 500; step += 1) {
      before = trainer.state();
      trainer.step(1);
    }
  };
  expect(untilItEnds).toThrow(expect.objectContaining({ code: "PROPHET_DIVERGED" }));
  expect(trainer.parameters.every(Number.isFinite)).toBe(true);
  expect(trainer.state()).toEqual(before);
});

test("PR-12 the mean of the weights is put back in what is resumed above", () => {
  const trainer = createTrainer(PUT_BACK);
  run(trainer, 300);
  expect(trainer.counts.rewinds).toBeGreaterThan(0);
});

test.each([
  ["no risk", { risk: null }],
  ["no average", { average: null }],
  ["a detector", { drift: DRIFT_DEFAULTS["page-hinkley"] }],
] as const)("PR-12 a state is refused by a training with %s", (_, change) => {
  const state = createTrainer(FORESIGHT).state();
  expect(() => resumeTrainer({ ...FORESIGHT, ...change }, state)).toThrow(
    expect.objectContaining({ code: "PROPHET_STATE" }),
  );
});

test("PR-16 a training under advice learns at the advised share of its rate", () => {
  const [full, half] = [createTrainer(CLASSIC), createTrainer(CLASSIC)];
  const before = full.parameters.slice();
  const [whole, part] = [full.step(1), half.step(0.5)];
  expect(part.rate).toBe(whole.rate / 2);
  const movedBy = ({ parameters }: Trainer): number => Math.hypot(...parameters.map((value, i) => value - before[i]!));
  expect(movedBy(half) / movedBy(full)).toBeCloseTo(0.5, 4);
  const held = createTrainer(CLASSIC);
  held.step(0);
  expect(held.parameters).toEqual(before);
});

test("PR-16 the risk is told the rate that was learnt at, the advice in it", () => {
  const trainer = createTrainer(CLASSIC);
  const told: number[] = [];
  const source: RiskSource = {
    foretell: ({ lastRate }) => {
      told.push(lastRate);
      return 0.3;
    },
    rewound: () => {},
    tensors: {},
    scalars: () => ({}),
    restore: () => {},
  };
  Object.assign(trainer.parts, { risk: source });
  const rates = [1, 0.2, 0.7, 0, 1].map((scale) => trainer.step(scale).rate);
  expect(told).toEqual([0.01, ...rates.slice(0, -1)]);
});

test.each([Number.NaN, -0.1, 1.1, Number.POSITIVE_INFINITY])(
  "PR-16 a scale of %d is refused, and nothing is learnt",
  (scale) => {
    const trainer = createTrainer(CLASSIC);
    const before = trainer.state();
    expect(() => trainer.step(scale)).toThrow(expect.objectContaining({ code: "PROPHET_SCALE" }));
    expect(trainer.state()).toEqual(before);
  },
);

test.each([
  ["an unknown field", { ...CLASSIC, extra: 1 }],
  ["a rate below 0", { ...CLASSIC, rate: { schedule: { kind: "fixed", rate: -1 }, guard: null } }],
  ["an unknown stream", { ...CLASSIC, stream: { kind: "tides" } }],
])("PR-17 %s is refused", (_, spec) => {
  expect(() => parseTrainerSpec(spec)).toThrow(expect.objectContaining({ code: "PROPHET_SPEC" }));
});

test("PR-17 a worker of other sizes than its task is refused", () => {
  expect(() => createTrainer({ ...CLASSIC, worker: { ...CLASSIC.worker, inputs: 3 } })).toThrow(
    expect.objectContaining({ code: "PROPHET_SPEC" }),
  );
});
