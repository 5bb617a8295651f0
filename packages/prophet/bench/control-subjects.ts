import type { OptimizerSpec } from "../src/engine/optimizers/optimizer-spec.ts";
import { GUARD } from "../src/rate/guard/guard-spec.ts";
import { PLATEAU_DEFAULTS } from "../src/rate/schedules/plateau-rule.ts";
import type { TrainerSpec } from "../src/trainer/trainer-spec.ts";
import { STEPS } from "./control-suite.ts";

/** A way to learn at a rate that somebody names. */
export interface Subject {
  readonly name: string;
  /** Rates that it is tried at, and drawn from: four decades from here. */
  readonly rateMin: number;
  readonly at: (rate: number) => Partial<TrainerSpec>;
}

const ADAM: OptimizerSpec = { kind: "adam", beta1: 0.9, beta2: 0.999, epsilon: 1e-8, l2: 0, decoupledDecay: 0 };
const SGD: OptimizerSpec = { kind: "sgd", momentum: 0.9, nesterov: false, l2: 0 };
const SCHEDULE_FREE: OptimizerSpec = {
  kind: "schedule-free",
  beta1: 0.9,
  beta2: 0.999,
  epsilon: 1e-8,
  decoupledDecay: 0,
  warmupSteps: STEPS / 20,
};
const PRODIGY: OptimizerSpec = {
  kind: "prodigy",
  beta1: 0.9,
  beta2: 0.999,
  epsilon: 1e-8,
  decoupledDecay: 0,
  firstDistance: 1e-6,
  distanceFactor: 1,
  biasCorrection: true,
  safeguardWarmup: false,
};

const REWIND = { interval: 50, spikeFactor: 4, confirmedBelow: 0.5 } as const;

const fixed = (rate: number) => ({ kind: "fixed", rate }) as const;
const cosine = (rate: number) => ({ kind: "cosine", rate, warmUpSteps: STEPS / 20, floorShare: 0 }) as const;
const plateau = (rate: number) => ({ kind: "plateau", ...PLATEAU_DEFAULTS, rate, period: 10 }) as const;

type Schedule = TrainerSpec["rate"]["schedule"];

const plain = (
  name: string,
  optimizer: OptimizerSpec,
  schedule: (rate: number) => Schedule,
  rateMin = 1e-3,
): Subject => ({
  name,
  rateMin,
  at: (rate) => ({ optimizer, rate: { schedule: schedule(rate), guard: null } }),
});

const guarded = (name: string, optimizer: OptimizerSpec, schedule: (rate: number) => Schedule): Subject => ({
  name,
  rateMin: 1e-3,
  at: (rate) => ({ optimizer, rate: { schedule: schedule(rate), guard: GUARD }, rewind: REWIND }),
});

const changed = (subject: Subject, name: string, change: Partial<TrainerSpec>): Subject => ({
  ...subject,
  name,
  at: (rate) => ({ ...subject.at(rate), ...change }),
});

const withOptimizer = (optimizer: OptimizerSpec, prefix: string): readonly Subject[] => {
  const constant = plain(`${prefix}constant`, optimizer, fixed);
  const guard = guarded(`${prefix}guard + rewind`, optimizer, fixed);
  return [
    constant,
    plain(`${prefix}cosine`, optimizer, cosine),
    plain(`${prefix}plateau`, optimizer, plateau),
    changed(constant, `${prefix}ZClip`, { clip: { kind: "z" } }),
    changed(constant, `${prefix}rewind alone`, { rewind: REWIND }),
    changed(guard, `${prefix}guard alone`, { rewind: null }),
    guard,
    guarded(`${prefix}cosine + guard + rewind`, optimizer, cosine),
  ];
};

export const ADAM_SUBJECTS: readonly Subject[] = [
  ...withOptimizer(ADAM, ""),
  plain("Schedule-Free", SCHEDULE_FREE, fixed),
  // Its rate is a factor around 1, which is what its authors say to leave it at.
  plain("Prodigy", PRODIGY, fixed, 1e-2),
];

const SGD_ALL = withOptimizer(SGD, "SGD ");
export const SGD_SUBJECTS: readonly Subject[] = SGD_ALL.filter(({ name }) => !/ZClip|alone|cosine \+/.test(name));

/** For the thousand runs: half with either optimiser. */
export const TAIL_PAIRS: readonly (readonly [Subject, Subject])[] = [
  "constant",
  "rewind alone",
  "guard alone",
  "guard + rewind",
].map((name) => [named(ADAM_SUBJECTS, name), named(SGD_ALL, `SGD ${name}`)]);

function named(subjects: readonly Subject[], name: string): Subject {
  const subject = subjects.find((each) => each.name === name);
  if (subject === undefined) throw new Error(`no subject ${name}`);
  return subject;
}
