import { seedKey } from "@plimsoll/simulation";
import { plainArithmeticMaker } from "@plimsoll/simulation/arithmetic";
import { describe, expect, test } from "vitest";
import { classicStream } from "../stream/classic-stream.ts";
import { CLASSIC } from "./profiles.ts";
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

describe.each([
  ["the classic profile", CLASSIC],
  ["lagged targets with rewinding", LAGGED],
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
  const records = run(createTrainer(spec), 400);
  expect(records.some(({ rewoundTo }) => rewoundTo !== null)).toBe(true);
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
  expect(() => run(trainer, 500)).toThrow(expect.objectContaining({ code: "PROPHET_DIVERGED" }));
  expect(trainer.parameters.every(Number.isFinite)).toBe(true);
});

test("PR-16 a training under advice learns at the advised share of its rate", () => {
  const [full, half] = [createTrainer(CLASSIC).step(1), createTrainer(CLASSIC).step(0.5)];
  expect(half.rate).toBe(full.rate / 2);
});

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
