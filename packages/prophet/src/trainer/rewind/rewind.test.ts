import { normalAt, partKey, seedKey } from "@plimsoll/simulation";
import { plainArithmeticMaker } from "@plimsoll/simulation/arithmetic";
import { describe, expect, test } from "vitest";
import { DRIFT_DEFAULTS } from "../../drift/drift-spec.ts";
import { PLAIN_LOSS } from "../../objective/loss-spec.ts";
import { GUARD } from "../../rate/guard/guard-spec.ts";
import { CLASSIC } from "../profiles.ts";
import type { RiskSource } from "../../risk/risk-source.ts";
import type { StepRecord } from "../step-record.ts";
import { createTrainer, resumeTrainer, type Trainer } from "../trainer.ts";
import { parseTrainerSpec, type TrainerSpec } from "../trainer-spec.ts";
import { goodStates } from "./good-states.ts";
import { hasStrayed, isDue, looked, lookoutFrom } from "./lookout.ts";

const LAGS = 8;
const STEPS = 400;

/** A net that learns a noisy sine at a rate; guarded where it is said. */
const specOf = (rate: number, change: Partial<TrainerSpec> = {}): TrainerSpec => ({
  ...CLASSIC,
  steps: STEPS,
  stream: { kind: "series" },
  task: { kind: "lagged", lags: LAGS, rows: 16, window: 64 },
  worker: {
    inputs: LAGS,
    layers: [{ kind: "dense", outputs: 16 }, { kind: "tanh" }, { kind: "dense", outputs: 1 }],
    gain: 0.5,
  },
  loss: PLAIN_LOSS,
  optimizer: { kind: "adam", beta1: 0.9, beta2: 0.999, epsilon: 1e-8, l2: 0, decoupledDecay: 0 },
  risk: null,
  rate: { schedule: { kind: "fixed", rate }, guard: null },
  rewind: { interval: 20, spikeFactor: 4, confirmedBelow: 0.5 },
  ...change,
});
const guarded = (rate: number): Partial<TrainerSpec> => ({ rate: { schedule: { kind: "fixed", rate }, guard: GUARD } });

const SINE = Float64Array.from({ length: STEPS }, (_, i) => Math.sin(0.7 * i) + 0.1 * Math.sin(12.9898 * i * i));
const created = (spec: TrainerSpec, series: Float64Array = SINE): Trainer =>
  createTrainer(spec, { series, arithmetic: plainArithmeticMaker });
const run = (trainer: Trainer, steps: number): readonly StepRecord[] =>
  Array.from({ length: steps }, () => trainer.step(1));
const lastError = (records: readonly StepRecord[]): number =>
  records.slice(-100).reduce((sum, { error }) => sum + error, 0) / 100;
/** What repeating the last value would have, of the same steps. */
const REPEATED = SINE.slice(-100).reduce((sum, value, i) => sum + (value - SINE[STEPS - 101 + i]!) ** 2, 0) / 100;

test("PR-180 looks come after 1, 2, 4, … steps and then in the interval; a suspicion is followed up at once, and the third on end is enough", () => {
  let lookout = lookoutFrom(100);
  const looks: number[] = [];
  for (let step = 100; step < 180; step += 1)
    if (isDue(lookout, step)) {
      looks.push(step);
      lookout = looked(lookout, step, false, 20);
    }
  expect(looks).toEqual([101, 103, 107, 115, 131, 151, 171]);
  const twice = [191, 192].reduce((past, step) => looked(past, step, true, 20), lookout);
  expect([twice.nextAt, hasStrayed(twice)]).toEqual([193, false]);
  expect(hasStrayed(looked(twice, 193, true, 20))).toBe(true);
  expect(looked(twice, 193, false, 20).suspicions).toBe(0);
});

test("PR-181 putting back forgets what is newer, so that the next time goes further; the first state is never forgotten", () => {
  const parameters = new Float32Array(1);
  let moment = 0;
  const states = goodStates(parameters, {
    tensors: {},
    scalars: () => ({ moment }),
    restore: (scalars) => {
      moment = scalars["moment"] ?? Number.NaN;
    },
  });
  for (const step of [0, 10, 20, 30, 40, 50]) {
    [parameters[0], moment] = [step, -step];
    states.keep(step);
  }
  expect(states.states.map(({ step }) => step)).toEqual([0, 30, 40, 50]);
  parameters[0] = 99;
  expect(states.withState(1, () => parameters[0])).toBe(30);
  expect(parameters[0]).toBe(99);
  const back = [3, 2, 1, 0, 0].map((place) => [states.putBack(place), parameters[0], moment]);
  expect(back.map((each) => each.map((value) => value! + 0))).toEqual([
    [50, 50, -50],
    [40, 40, -40],
    [30, 30, -30],
    [0, 0, 0],
    [0, 0, 0],
  ]);
});

test.each([
  ["is kept where nobody foretells harm", 0.1, 4],
  ["is not kept where harm is foretold", 0.9, 1],
])("PR-181 a state %s", (_, risk, kept) => {
  const trainer = created(specOf(0.003));
  const source: RiskSource = {
    foretell: () => risk,
    rewound: () => {},
    tensors: {},
    scalars: () => ({}),
    restore: () => {},
  };
  Object.assign(trainer.parts, { risk: source });
  run(trainer, 200);
  expect(trainer.state().good.length).toBe(kept);
});

test("PR-182 a stream that turns into another one spikes, and is never put back", () => {
  const turned = SINE.map((value, i) => (i < 200 ? value : 3 * Math.sign(Math.sin(0.15 * i))));
  const trainer = created(specOf(0.003), turned);
  const records = run(trainer, STEPS);
  expect(records.slice(200).some(({ spiked }) => spiked)).toBe(true);
  expect(trainer.counts.rewinds).toBe(0);
  expect(trainer.counts.spikes).toBe(records.filter(({ spiked }) => spiked).length);
});

test("PR-182 weights that a new stream makes worse than the first ones are not put back while they are good at what they know", () => {
  // Values that changed sign each step keep it from step 300 on: a worker that learnt the one misses the other by far more than one that learnt nothing.
  const noise = partKey(seedKey(5), 0);
  let value = 0;
  const flipped = Float64Array.from({ length: STEPS }, (_, i) => {
    value = (i < 300 ? -0.95 : 0.95) * value + 0.3 * normalAt(noise, i);
    return value;
  });
  // Rows that are all new, else those that are learnt again would speak for the weights.
  const trainer = created(specOf(0.003, { task: { kind: "lagged", lags: LAGS, rows: 4, window: 4 } }), flipped);
  const known = run(trainer, 300);
  const strange = run(trainer, 15);
  expect(Math.max(...strange.map(({ error }) => error))).toBeGreaterThan(20 * lastError(known));
  expect(strange.some(({ spiked }) => spiked)).toBe(true);
  expect(trainer.counts.rewinds).toBe(0);
});

test("PR-182 weights that are moved astray are put back to those of a kept state, at a lower rate", () => {
  const trainer = created(specOf(0.003));
  run(trainer, 150);
  for (let i = 0; i < trainer.parameters.length; i += 1) trainer.parameters[i]! *= 30;
  const [record, next] = run(trainer, 2);
  expect(record?.rewoundTo).toBeGreaterThanOrEqual(100);
  expect([record?.rate, record?.mode, record?.spiked]).toEqual([0, "panic", true]);
  expect(next?.rate).toBeLessThan(0.003 / 3.9);
  expect(next?.error).toBeLessThan(1);
  expect(trainer.counts).toMatchObject({ spikes: 1, rewinds: 1, skips: 0 });
});

test("PR-183 a batch that no weights can bear is left out, and changes no weight and no rate", () => {
  const broken = SINE.slice();
  broken[250] = 1e38;
  const trainer = created(specOf(0.003), broken);
  run(trainer, 250);
  const [before, rate] = [trainer.parameters.slice(), trainer.state().course.rate];
  const record = trainer.step(1);
  expect([record.skipped, record.rewoundTo, record.rate]).toEqual([true, null, 0]);
  expect(trainer.parameters).toEqual(before);
  expect(trainer.state().course.rate).toEqual(rate);
  expect(trainer.counts.skips).toBe(1);
});

test("PR-184 weights that a step made infinite are put back in that step", () => {
  const trainer = created(specOf(3e38));
  const record = trainer.step(1);
  expect(record.rewoundTo).toBe(0);
  expect(trainer.parameters.every(Number.isFinite)).toBe(true);
  run(trainer, 50);
  expect(trainer.parameters.every(Number.isFinite)).toBe(true);
});

test.each([3, 30, 300, 3e4])("PR-185 from a rate of %d rewinds come to one that learns, and end", (rate) => {
  const trainer = created(specOf(rate));
  const records = run(trainer, STEPS);
  expect(trainer.counts.rewinds).toBeGreaterThan(0);
  expect(records.slice(-100).filter(({ rewoundTo }) => rewoundTo !== null).length).toBeLessThan(3);
  expect(lastError(records)).toBeLessThan(3 * REPEATED);
});

test.each([0.003, 0.03, 0.3, 3, 30])("PR-186 the guard keeps a rate of %d from harm", (rate) => {
  const records = run(created(specOf(rate, guarded(rate))), STEPS);
  expect(lastError(records)).toBeLessThan(1.5 * REPEATED);
  expect(Math.max(...records.map(({ rate: used }) => used))).toBeLessThanOrEqual(rate);
});

test("PR-186 the guard brakes before the loss spikes: at a rate that ruins a run it has few spikes or none", () => {
  const [bare, held] = [specOf(0.3, { rewind: null }), specOf(0.3, { ...guarded(0.3), rewind: null })].map((spec) =>
    lastError(run(created(spec), STEPS)),
  );
  expect(held).toBeLessThan((bare ?? 0) / 2);
});

const everything: TrainerSpec = specOf(3, {
  ...guarded(3),
  clip: { kind: "z" },
  drift: { ...DRIFT_DEFAULTS.kswin, window: 30, sample: 10 },
});

describe.each([
  ["guard, ZClip, a detector and rewinds", everything],
  ["rewinds from a rate that explodes", specOf(300)],
  [
    "a plateau",
    specOf(0.1, {
      rate: {
        schedule: {
          kind: "plateau",
          rate: 0.1,
          factor: 0.5,
          patience: 1,
          threshold: 0,
          cooldown: 1,
          rateMin: 0,
          period: 7,
        },
        guard: null,
      },
    }),
  ],
])("%s", (_, spec) => {
  test("PR-187 goes on from a state that was JSON on the way, bit for bit", () => {
    const whole = created(spec);
    const records = run(whole, 300);
    for (const cut of [1, 7, 137]) {
      const first = created(spec);
      run(first, cut);
      const { tensors, ...rest } = first.state();
      const state = { tensors, ...(JSON.parse(JSON.stringify(rest)) as Omit<ReturnType<Trainer["state"]>, "tensors">) };
      const second = resumeTrainer(spec, state, { series: SINE, arithmetic: plainArithmeticMaker });
      expect(run(second, 300 - cut)).toEqual(records.slice(cut));
      expect(second.parameters).toEqual(whole.parameters);
      expect(second.counts).toEqual(whole.counts);
    }
  });
});

test("PR-188 a detector sees the online error: a drift is told to the rule and counted, and is no rewind", () => {
  const turned = SINE.map((value, i) => (i < 200 ? value : 6 * Math.sin(2.5 * i)));
  const trainer = created(specOf(0.003, { drift: DRIFT_DEFAULTS.adwin }), turned);
  const found = run(trainer, STEPS).filter(({ drifted }) => drifted);
  expect(found.length).toBeGreaterThan(0);
  expect(found[0]?.step).toBeGreaterThanOrEqual(200);
  expect(trainer.counts).toMatchObject({ drifts: found.length, rewinds: 0 });
});

test("PR-189 gradients are clipped to a length, or where their length stands out", () => {
  const spec = specOf(0.003, { optimizer: { kind: "sgd", momentum: 0, nesterov: false, l2: 0 }, rewind: null });
  const moved = (change: Partial<TrainerSpec>, series: Float64Array): number => {
    const trainer = created({ ...spec, ...change }, series);
    run(trainer, 100);
    const before = trainer.parameters.slice();
    trainer.step(1);
    return Math.hypot(...trainer.parameters.map((value, i) => value - before[i]!));
  };
  const jump = SINE.slice();
  jump[100] = 50;
  const [free, short, z] = [{ kind: "norm", max: 1e12 }, { kind: "norm", max: 0.01 }, { kind: "z" }] as const;
  expect(moved({ clip: short }, jump)).toBeCloseTo(0.003 * 0.01, 7);
  expect(moved({ clip: z }, jump)).toBeLessThan(moved({ clip: free }, jump) / 5);
});

test.each([
  ["a clip of no kind", { clip: { kind: "hair" } }],
  ["a guard that brakes by more than it has", { rate: { ...CLASSIC.rate, guard: { ...GUARD, brake: 1.1 } } }],
  ["a guard without a threshold", { rate: { ...CLASSIC.rate, guard: { ...GUARD, stability: null } } }],
  ["an unknown detector", { drift: { kind: "nose" } }],
])("PR-190 %s is refused", (_, change) => {
  expect(parseTrainerSpec({ ...CLASSIC, rate: { ...CLASSIC.rate, guard: GUARD } }).rate.guard).toEqual(GUARD);
  expect(() => parseTrainerSpec({ ...CLASSIC, ...change })).toThrow(expect.objectContaining({ code: "PROPHET_SPEC" }));
});
