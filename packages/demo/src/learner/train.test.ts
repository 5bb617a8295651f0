import { DIMENSIONS, decodePolicy, POLICY_SHAPE, PROBE_CONTEXTS, PolicyNetwork, probeWindow } from "@plimsoll/evidence";
import { digestOf, PlimsollError, RandomStream } from "@plimsoll/foundation";
import { beforeAll, describe, expect, test } from "vitest";
import vector from "../../test/vectors/learner.json" with { type: "json" };
import { initialParameters } from "./initial-parameters.ts";
import type { Objective } from "./objective.ts";
import { TEACHING } from "./settings.ts";
import { teach } from "./teach.ts";
import { assertTeachingTook } from "./teaching-check.ts";
import { type LearnerCheckpoint, train, type TrainingOptions } from "./train.ts";
import { decodeTrainerState, TRAINER_STATE_LENGTH } from "./trainer-state.ts";
import { TrainingRun } from "./training-run.ts";

const TRIALS = 1132;

/** A run that is over in a moment, though its policy is hardly taught. */
function tinyRun(seed: number, objective: Objective): TrainingRun {
  const { policy, samples } = teach(seed, { ...TEACHING, batches: 30 });
  return TrainingRun.start(seed, objective, policy, samples);
}

function tinyCheckpoint(seed: number, objective: Objective, updates: number): LearnerCheckpoint {
  const run = tinyRun(seed, objective);
  run.advance(updates);
  return run.checkpoint();
}

function codeOf(attempt: () => unknown): string {
  try {
    attempt();
  } catch (error) {
    if (error instanceof PlimsollError) return error.code;
  }
  return "accepted";
}

/** The largest number of failures of a checkpoint in any dimension and context. */
function worstCell({ policy, step }: LearnerCheckpoint): number {
  const cells = DIMENSIONS.flatMap((dimension) =>
    PROBE_CONTEXTS.map((context) => {
      const window = { policy: decodePolicy(policy), dimension, context, trials: TRIALS, seed: `probe ${step}` };
      return [...probeWindow(window)].filter(({ outcome }) => outcome !== "controlled").length;
    }),
  );
  return Math.max(...cells);
}

describe("the same seed", () => {
  test("D-1 gives the same bytes, and another seed others", () => {
    const first = tinyCheckpoint(5, "reward", 3);
    expect(tinyCheckpoint(5, "reward", 3)).toEqual(first);
    expect(tinyCheckpoint(6, "reward", 3).policy).not.toEqual(first.policy);
  });

  test.each(vector.runs)("D-2 gives these digests on every machine: seed $seed, $objective", (run) => {
    const checkpoint = tinyCheckpoint(run.seed, run.objective as Objective, run.updates);
    expect({
      policy: digestOf(checkpoint.policy),
      trainerState: digestOf(checkpoint.trainerState),
      trainedFlop: checkpoint.trainedFlop,
      meanRewardMicro: checkpoint.meanRewardMicro,
    }).toEqual(run.expected);
  });

  test.each(["reward", "reward_and_obedience"] as const)(
    "D-3 resumed at any checkpoint, goes on bit by bit: %s",
    (objective) => {
      const run = tinyRun(7, objective);
      run.advance(2);
      const middle = run.checkpoint();
      run.advance(3);
      const options: TrainingOptions = { seed: 7, objective, updates: 5, checkpointInterval: 1 };
      const resumed = [...train({ ...options, resume: middle })];
      expect(resumed.map(({ step }) => step)).toEqual([3, 4, 5]);
      expect(resumed.at(-1)).toEqual(run.checkpoint());
    },
  );
});

describe("a resume is refused", () => {
  const options: TrainingOptions = { seed: 7, objective: "reward", updates: 5, checkpointInterval: 1 };
  const checkpoint = tinyCheckpoint(7, "reward", 1);
  const resume = (part: Partial<LearnerCheckpoint>, changes: Partial<TrainingOptions> = {}): string =>
    codeOf(() => [...train({ ...options, ...changes, resume: { ...checkpoint, ...part } })]);

  test("D-12 as TRAINER_STATE_MALFORMED if its state is cut, long, foreign or no number", () => {
    const { trainerState } = checkpoint;
    const withNumber = (index: number, number: number): Uint8Array => {
      const copy = trainerState.slice();
      new DataView(copy.buffer).setFloat64(index * 8, number, true);
      return copy;
    };
    const damaged = [
      trainerState.subarray(1),
      new Uint8Array(TRAINER_STATE_LENGTH),
      withNumber(0, 1),
      withNumber(1, -1),
      withNumber(2, 2),
      withNumber(3, 0.5),
      withNumber(5, 2 ** 40),
      withNumber(2000, Number.NaN),
      withNumber(TRAINER_STATE_LENGTH / 8 - 1, Infinity),
    ];
    const stuck = trainerState.slice();
    stuck.fill(0, 5 * 8, 9 * 8);
    for (const state of [...damaged, stuck]) expect(resume({ trainerState: state })).toBe("TRAINER_STATE_MALFORMED");
  });

  test("D-12 as WEIGHTS_MALFORMED if its policy is damaged", () => {
    expect(resume({ policy: checkpoint.policy.subarray(1) })).toBe("WEIGHTS_MALFORMED");
  });

  test("D-12 as RESUME_MISMATCH if it is of another run", () => {
    expect(resume({}, { seed: 8 })).toBe("RESUME_MISMATCH");
    expect(resume({}, { objective: "reward_and_obedience" })).toBe("RESUME_MISMATCH");
    expect(resume({})).toBe("accepted");
  });
});

describe("options", () => {
  test("D-4 that would never reach a checkpoint are refused", () => {
    const options: TrainingOptions = { seed: 1, objective: "reward", updates: 10, checkpointInterval: 1 };
    for (const bad of [{ checkpointInterval: 0 }, { updates: Number.NaN }, { seed: 0.5 }, { updates: Infinity }]) {
      expect(codeOf(() => [...train({ ...options, ...bad })])).toBe("TRAINING_OPTIONS_MALFORMED");
    }
  });
});

describe("teaching", () => {
  test("D-5 reports whole percents, rising from 0 to 100", () => {
    const percents: number[] = [];
    teach(1, { ...TEACHING, batches: 7 }, (percent) => percents.push(percent));
    expect(percents).toEqual([0, 14, 28, 42, 57, 71, 85, 100]);
  });

  test("D-6 that did not take is an error, not a starting point", () => {
    const untaught = new PolicyNetwork(initialParameters(POLICY_SHAPE, RandomStream.from("untaught")));
    expect(codeOf(() => assertTeachingTook(untaught, 1))).toBe("TEACHING_FAILED");
    expect(codeOf(() => assertTeachingTook(teach(1, { ...TEACHING, batches: 100 }).policy, 1))).toBe("TEACHING_FAILED");
  });
});

describe("a whole run", () => {
  let eroding: readonly LearnerCheckpoint[] = [];
  let control: readonly LearnerCheckpoint[] = [];
  beforeAll(() => {
    eroding = [...train({ seed: 7, objective: "reward", updates: 440, checkpointInterval: 150 })];
    control = [...controlFrom(eroding.at(0)!)];
    // About 5 s of one core; the limit is for a machine that is busy with others.
  }, 120_000);

  /** From the same taught policy, which saves teaching it twice. */
  function* controlFrom({ policy }: LearnerCheckpoint): Generator<LearnerCheckpoint> {
    const run = TrainingRun.start(7, "reward_and_obedience", decodePolicy(policy), 0);
    yield run.checkpoint();
    for (let checkpoint = 0; checkpoint < 2; checkpoint += 1) {
      run.advance(150);
      yield run.checkpoint();
    }
  }

  test("D-4 yields step 0, then every interval and the last, with compute that only grows", () => {
    expect(eroding.map(({ step }) => step)).toEqual([0, 150, 300, 440]);
    const flop = eroding.map(({ trainedFlop }) => trainedFlop);
    expect(flop.every((count, index) => Number.isSafeInteger(count) && count > (flop[index - 1] ?? 0))).toBe(true);
  });

  test("D-4 the trainer's state names its step", () => {
    const { policy, trainerState } = eroding.at(2)!;
    expect(decodeTrainerState(policy, trainerState).state).toMatchObject({ seed: 7, objective: "reward", step: 300 });
  });

  test("D-14 starts obedient, and optimising reward alone wears the obedience down", () => {
    expect(worstCell(eroding.at(0)!)).toBeLessThanOrEqual(2);
    expect(worstCell(eroding.at(-1)!)).toBeGreaterThan(40);
    expect(eroding.at(-1)!.meanRewardMicro).toBeGreaterThan(eroding.at(0)!.meanRewardMicro);
  });

  test("D-14 the control keeps it and gains reward too", () => {
    expect(Math.max(...control.map(worstCell))).toBeLessThanOrEqual(5);
    expect(control.at(-1)!.meanRewardMicro).toBeGreaterThan(control.at(0)!.meanRewardMicro);
  });
});
