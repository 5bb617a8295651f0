import { PlimsollError } from "@plimsoll/foundation";
import { partKey, seedKey } from "../../random/counter.ts";
import type { ClusterSpec } from "../cluster-spec.ts";
import { type Autoreset, ClusterBatch } from "./cluster-batch.ts";
import type { RangeRunner } from "./range-runner.ts";
import { trajectoryHash } from "./trajectory-hash.ts";
import { drawActions, type SteppedBatch } from "./trajectory-run.ts";
import { TwinBatch } from "./twin-batch.ts";

/** What is measured, and for how long. */
export interface SpeedOptions {
  readonly spec: ClusterSpec;
  readonly environments: number;
  readonly autoreset: Exclude<Autoreset, "disabled">;
  /** Here, unless threads are given. */
  readonly run?: RangeRunner;
}

/** Processor time of this process in seconds, from any moment on: on a shared machine the clock on the wall measures the neighbours. */
export type ProcessorClock = () => number;

/** How fast a batch steps, beside its twin. */
export interface Speed {
  /** Steps of single environments in a second of processor time, random actions: the median round. */
  readonly stepsPerSecond: number;
  /** How many times the twin's: the median of the rounds' ratios. */
  readonly ratioToTwin: number;
  /** Of what both showed while their equality was tested, 8 hexadecimal digits. Does not depend on the machine. */
  readonly hash: string;
}

const SEED = 7;
const ACTION_SEED = 99;
/** Rows of actions that are taken in turns, drawn beforehand. */
const ROWS = 64;
const STEPS_COMPARED = 200;
const ENVIRONMENTS_COMPARED = 8;
/** Steps of single environments in a round: the twin is much slower. */
const KERNEL_STEPS = 1_000_000;
const TWIN_STEPS = 20_000;
/** Days of measuring; more is a slip of the hand. */
const ROUNDS_MAX = 1_000_000;

/**
 * The kernel's speed beside its plain TypeScript twin's in the same run. First both show that they do the same; then they
 * take turns, so that a busy neighbour slows them alike.
 * @param rounds 1 and up; one more, which warms up, is played before and not counted
 * @throws {PlimsollError} `CLUSTER_SPEED_ROUNDS`, `CLUSTER_KERNEL_DIVERGED`, and what `ClusterBatch` throws
 */
export function measureSpeed(options: SpeedOptions, rounds: number, clock: ProcessorClock): Speed {
  checkRounds(rounds);
  const { spec, environments, autoreset, run } = options;
  const hash = comparedHash(options);
  const kernel = subjectOf(new ClusterBatch(spec, environments, autoreset, run), KERNEL_STEPS, clock);
  const twin = subjectOf(
    new TwinBatch(spec, Math.min(environments, ENVIRONMENTS_COMPARED), autoreset),
    TWIN_STEPS,
    clock,
  );
  const pairs = Array.from({ length: rounds + 1 }, () => ({ own: kernel(), peer: twin() })).slice(1);
  return {
    stepsPerSecond: median(pairs.map(({ own }) => own)),
    ratioToTwin: median(pairs.map(({ own, peer }) => own / peer)),
    hash,
  };
}

/** A function that plays a round and says how many steps a second it made. */
function subjectOf(batch: SteppedBatch, steps: number, clock: ProcessorClock): () => number {
  const rows = actionRows(batch.environments);
  const stepsOfBatch = Math.max(1, Math.round(steps / batch.environments));
  let place = 0;
  batch.reset(SEED);
  return () => {
    const started = clock();
    for (const end = place + stepsOfBatch; place < end; place += 1) batch.step(rows[place % ROWS] as Uint8Array);
    return (stepsOfBatch * batch.environments) / Math.max(clock() - started, Number.EPSILON);
  };
}

function actionRows(environments: number): readonly Uint8Array[] {
  const key = seedKey(ACTION_SEED);
  return Array.from({ length: ROWS }, (_, row) => {
    const actions = new Uint8Array(environments);
    drawActions(actions, partKey(key, row));
    return actions;
  });
}

function comparedHash({ spec, autoreset, run }: SpeedOptions): string {
  const kernel = hashOf(new ClusterBatch(spec, ENVIRONMENTS_COMPARED, autoreset, run));
  const twin = hashOf(new TwinBatch(spec, ENVIRONMENTS_COMPARED, autoreset));
  if (kernel !== twin) throw diverged(twin, kernel);
  return kernel;
}

function hashOf(batch: SteppedBatch): string {
  const rows = actionRows(batch.environments);
  batch.reset(SEED);
  let hash = trajectoryHash(0, batch);
  for (let step = 0; step < STEPS_COMPARED; step += 1) {
    batch.step(rows[step % ROWS] as Uint8Array);
    hash = trajectoryHash(hash, batch);
  }
  return hash.toString(16).padStart(8, "0");
}

const median = (values: readonly number[]): number =>
  values.toSorted((left, right) => left - right)[values.length >> 1] ?? 0;

function checkRounds(rounds: number): void {
  if (Number.isInteger(rounds) && rounds >= 1 && rounds <= ROUNDS_MAX) return;
  throw new PlimsollError({
    code: "CLUSTER_SPEED_ROUNDS",
    expected: `a whole number of rounds from 1 to ${ROUNDS_MAX}`,
    received: String(rounds),
    fix: "name of how many rounds the median shall be",
  });
}

const diverged = (expected: string, received: string): PlimsollError =>
  new PlimsollError({
    code: "CLUSTER_KERNEL_DIVERGED",
    expected: `the twin's hash ${expected}`,
    received,
    fix: "report the spec digest and the host: kernel and twin are to be equal everywhere",
  });
