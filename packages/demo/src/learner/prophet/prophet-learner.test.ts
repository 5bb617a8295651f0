import { parameterCount, POLICY_SHAPE } from "@plimsoll/evidence";
import { PlimsollError } from "@plimsoll/foundation";
import { GUARD } from "@plimsoll/prophet";
import { expect, test } from "vitest";
import type { ActorCritic, LearningRates } from "../actor-critic.ts";
import type { LearnerCheckpoint } from "../checkpoint.ts";
import { TEACHING, TUNING } from "../settings.ts";
import { teach } from "../teach.ts";
import { HELD, train, training, type TrainingOptions } from "../train.ts";
import { decodeTrainerState, TRAINER_STATE_LENGTH } from "../trainer-state.ts";
import { type Learner, TrainingRun } from "../training-run.ts";
import { decodeCourse, encodeCourse, firstCourse } from "./course.ts";
import { prophetLearner, type ProphetUpdate } from "./prophet-learner.ts";
import { PROPHET_REWIND } from "./settings.ts";

const SEED = 7;
const OPTIONS: TrainingOptions = { seed: SEED, objective: "reward", updates: 30, checkpointInterval: 6 };

/** A run that is over in a moment, though its policy is hardly taught. */
function tinyRun(learner: Learner): TrainingRun {
  const { policy, samples } = teach(SEED, { ...TEACHING, batches: 30 });
  return TrainingRun.start(SEED, "reward", policy, samples, learner);
}

function codeOf(attempt: () => unknown): string {
  try {
    attempt();
  } catch (error) {
    if (error instanceof PlimsollError) return error.code;
    throw error;
  }
  return "accepted";
}

test("PR-270 the same seed gives the same bytes, and a run resumed at any checkpoint goes on bit by bit", () => {
  const run = tinyRun(prophetLearner(() => 1));
  const checkpoints: LearnerCheckpoint[] = [];
  for (let made = 0; made < 5; made += 1) {
    run.advance(6);
    checkpoints.push(run.checkpoint());
  }
  for (const [index, resume] of checkpoints.entries()) {
    const resumed = [
      ...training(
        { ...OPTIONS, resume },
        prophetLearner(() => 1),
      ),
    ];
    expect(resumed).toEqual(checkpoints.slice(index + 1));
  }
  const again = tinyRun(prophetLearner(() => 1));
  again.advance(30);
  expect(again.checkpoint()).toEqual(checkpoints.at(-1));
});

test("PR-270 it learns something else than the plain learner, from the same episodes at first", () => {
  const [plain, prophet] = [
    tinyRun((actorCritic) => ({ update: () => actorCritic.update(), kept: () => new Uint8Array() })),
    tinyRun(prophetLearner(() => 1)),
  ];
  for (const run of [plain, prophet]) run.advance(1);
  const [one, other] = [plain.checkpoint(), prophet.checkpoint()];
  expect(other.trainedFlop).toBe(one.trainedFlop);
  expect(other.policy).not.toEqual(one.policy);
});

/** What a learner moved policy and critic by. */
function rates(
  scale: () => number,
  updates: number,
): { readonly asked: LearningRates[]; readonly told: ProphetUpdate[] } {
  const asked: LearningRates[] = [];
  const told: ProphetUpdate[] = [];
  const learner: Learner = (actorCritic, parts, kept) => {
    const descend = actorCritic.descend.bind(actorCritic);
    actorCritic.descend = (given: LearningRates) => {
      asked.push(given);
      descend(given);
    };
    return prophetLearner(scale, (update) => told.push(update))(actorCritic, parts, kept);
  };
  tinyRun(learner).advance(updates);
  return { asked, told };
}

test("PR-271 what is advised scales the rate of policy and critic", () => {
  const [full, fifth] = [rates(() => 1, 1), rates(() => 0.2, 1)];
  expect(full.asked[0]?.policy).toBeGreaterThan(0);
  expect(fifth.asked[0]?.policy).toBeCloseTo(0.2 * (full.asked[0]?.policy ?? 0), 15);
  expect(fifth.asked[0]?.critic).toBeCloseTo(0.2 * (full.asked[0]?.critic ?? 0), 15);
  expect(fifth.told[0]?.rate).toBe(fifth.asked[0]?.policy);
});

test("PR-271 the guard never lets the rate above the tuned one, and comes up to it where all is calm", () => {
  const { asked } = rates(() => 1, 60);
  const policy = asked.map((given) => given.policy);
  expect(Math.max(...policy)).toBeLessThanOrEqual(TUNING.policyLearningRate);
  expect(policy.at(0)).toBeLessThan(4 * GUARD.startShare * TUNING.policyLearningRate);
  expect(Math.max(...policy)).toBeGreaterThan(TUNING.policyLearningRate / 2);
});

test("PR-272 at 0 nothing is learnt, and it goes on as if it had never stood still", () => {
  let scale = 0;
  const run = tinyRun(prophetLearner(() => scale));
  const before = run.checkpoint();
  expect(run.advance(5)).toBe(false);
  expect(run.checkpoint()).toEqual(before);
  scale = 1;
  expect(run.advance(5)).toBe(true);
  const straight = tinyRun(prophetLearner(() => 1));
  straight.advance(5);
  expect(run.checkpoint()).toEqual(straight.checkpoint());
});

test("PR-272 a training says when it is held, and still makes every checkpoint", () => {
  const start = tinyRun(prophetLearner(() => 1)).checkpoint();
  let asked = 0;
  // Nothing at every third asking.
  const learner = prophetLearner(() => (++asked % 3 === 0 ? 0 : 1));
  const made = [...training({ ...OPTIONS, resume: start }, learner)];
  expect(made.filter((each) => each === HELD).length).toBeGreaterThan(5);
  expect(made.filter((each) => each !== HELD).map(({ step }) => step)).toEqual([6, 12, 18, 24, 30]);
});

/** A run whose critic is spoilt before the update `at`. */
function spoilt(at: number, updates: number, spoil: (critic: Float64Array) => void) {
  const told: ProphetUpdate[] = [];
  let critic: Float64Array = new Float64Array();
  const learner: Learner = (actorCritic, parts, kept) => {
    critic = parts.critic.parameters;
    return prophetLearner(
      () => 1,
      (update) => told.push(update),
    )(actorCritic, parts, kept);
  };
  const run = tinyRun(learner);
  run.advance(at);
  const before = critic.slice();
  spoil(critic);
  run.advance(updates - at);
  return { told, before, after: critic, run };
}

test("PR-273 a spike that the kept weights do not have puts policy, critic and optimisers back, and lowers the rate", () => {
  const at = PROPHET_REWIND.interval + 20;
  const { told, run } = spoilt(at, at + 1, (critic) => critic.forEach((value, index) => (critic[index] = 30 * value)));
  expect(told.at(-1)).toMatchObject({ step: at, spiked: true, rewound: true, rate: 0 });
  const kept = decodeCourse(run.checkpoint().trainerState.slice(TRAINER_STATE_LENGTH));
  // The state of update 20 is back: as a run has it that goes no further than that update.
  const untouched = tinyRun(prophetLearner(() => 1));
  untouched.advance(PROPHET_REWIND.interval);
  const [there, here] = [untouched.checkpoint(), run.checkpoint()];
  expect(here.policy).toEqual(there.policy);
  const partsOf = ({ policy, trainerState }: LearnerCheckpoint) =>
    decodeTrainerState(policy, trainerState.subarray(0, TRAINER_STATE_LENGTH)).parts;
  expect(partsOf(here).critic.parameters).toEqual(partsOf(there).critic.parameters);
  expect(partsOf(here).policyAdam).toEqual(partsOf(there).policyAdam);
  expect(partsOf(here).criticAdam).toEqual(partsOf(there).criticAdam);
  expect(kept.good.map(({ step }) => step)).toEqual([0]);
  run.advance(1);
  expect(told.at(-1)?.rate).toBeGreaterThan(0);
  expect(told.at(-1)?.rate).toBeLessThan(0.5 * (told.at(-3)?.rate ?? 0));
});

test("PR-273 weights that are no numbers any more are put back", () => {
  const { told, after } = spoilt(30, 32, (critic) => critic.fill(Number.NaN));
  expect(told.at(-2)).toMatchObject({ spiked: true, rewound: true });
  expect(told.at(-1)).toMatchObject({ spiked: false, rewound: false });
  expect(after.every(Number.isFinite)).toBe(true);
});

test("PR-273 a rewind is a part of the state: a run resumed after it goes on bit by bit", () => {
  const { run } = spoilt(30, 31, (critic) => critic.fill(Number.NaN));
  const resume = run.checkpoint();
  run.advance(5);
  const options = { ...OPTIONS, updates: 36, checkpointInterval: 5, resume };
  expect(
    [
      ...training(
        options,
        prophetLearner(() => 1),
      ),
    ].at(-1),
  ).toEqual(run.checkpoint());
});

test("PR-274 a state that is damaged, or another learner's, is refused", () => {
  const run = tinyRun(prophetLearner(() => 1));
  run.advance(2);
  const { policy, trainerState } = run.checkpoint();
  const resume = (state: Uint8Array, learner: Learner = prophetLearner(() => 1)): string =>
    codeOf(() => [...training({ ...OPTIONS, updates: 3, resume: { policy, trainerState: state } }, learner)]);
  expect(resume(trainerState)).toBe("accepted");
  const plain = trainerState.slice(0, TRAINER_STATE_LENGTH);
  const changed = (at: number, byte: number): Uint8Array => trainerState.with(at, byte);
  for (const state of [
    plain,
    trainerState.subarray(1),
    trainerState.slice(0, -1),
    new Uint8Array([...trainerState, 0]),
    changed(TRAINER_STATE_LENGTH, 0),
    changed(TRAINER_STATE_LENGTH + 8, 255),
    changed(TRAINER_STATE_LENGTH + 12, 0),
    changed(trainerState.length - 1, 127).with(trainerState.length - 2, 240),
  ])
    expect(resume(state)).toBe("TRAINER_STATE_MALFORMED");
  expect(codeOf(() => [...train({ ...OPTIONS, resume: { policy, trainerState } })])).toBe("TRAINER_STATE_MALFORMED");
});

test("PR-274 a course is carried exactly", () => {
  const update = Float64Array.from({ length: parameterCount(POLICY_SHAPE) }, (_, index) =>
    Math.fround(1 / (index + 3)),
  );
  const course = {
    ...firstCourse({ rate: 1e-4 / 3, mode: "alert", memory: { share: 0.1 + 0.2, "schedule.rate": 2e-4 } }),
    step: 12,
    watch: { losses: [0.1, 5e-324, 1 / 3] },
    slope: -1e-17,
    update,
  };
  expect(decodeCourse(encodeCourse(course))).toEqual(course);
});

test("PR-270 the parts of an update, made one after the other, are the plain learner's update", () => {
  const learner: Learner = (actorCritic: ActorCritic) => ({
    update: () => {
      const samples = actorCritic.collect();
      // Judging twice changes nothing.
      expect(actorCritic.judge()).toBe(actorCritic.loss);
      actorCritic.policyGradient();
      actorCritic.descend({ policy: TUNING.policyLearningRate, critic: TUNING.criticLearningRate });
      return samples;
    },
    kept: () => new Uint8Array(),
  });
  const [parts, whole] = [
    tinyRun(learner),
    tinyRun((actorCritic) => ({ update: () => actorCritic.update(), kept: () => new Uint8Array() })),
  ];
  for (const run of [parts, whole]) run.advance(3);
  expect(parts.checkpoint()).toEqual(whole.checkpoint());
});
