/**
 * ClusterTensor: the WebAssembly kernel beside the same kernel in C, its plain TypeScript twin, and a NumPy environment of the same rules in Gymnasium's
 * SyncVectorEnv and batched by hand; two threads beside one; cost against the size of the grid and of the batch.
 *
 * Run: node --conditions=@plimsoll/source packages/simulation/bench/cluster.ts [--trial]. Prints one line of JSON. A trial is short, and no figure.
 */
import { parseArgs } from "node:util";
import { TwinBatch } from "../src/cluster/batch/twin-batch.ts";
import { trajectoryHash } from "../src/cluster/batch/trajectory-hash.ts";
import { openThreads } from "../src/threads/index.ts";
import { cpuSeconds, figureOf } from "./cluster-figures.ts";
import { actionRows, rewind, ROWS, specOf, stepFrom, type Workload, workloadOf } from "./cluster-workload.ts";
import { compilePeer } from "./peer/cluster-c.ts";
import { pythonRates } from "./peer/cluster-numpy.ts";

const { values: asked } = parseArgs({ options: { trial: { type: "boolean", default: false } } });

const SIDE = 10;
const ENVIRONMENTS = 1_024;
const ROUNDS = asked.trial ? 1 : 9;
const WARM = 320;
const STEPS = asked.trial ? 320 : 1_280;
const TWIN_ENVIRONMENTS = 16;
const TWIN_STEPS = 400;
const PYTHON_STEPS = asked.trial ? 2 : 20;
const SIDES = [4, 6, 10, 16, 32, 64, 128, 256, 512, 1_000];
const BATCHES = [1, 4, 16, 64, 256, 1_024, 4_096, 8_192];
/** A window of two threads is some milliseconds: on a busy machine one of many is left alone. */
const WINDOWS = asked.trial ? 20 : 400;
const WINDOW_STEPS = 24;

const peer = compilePeer();
const main = workloadOf(SIDE, ENVIRONMENTS);
const twin = new TwinBatch(specOf(SIDE), TWIN_ENVIRONMENTS, "same-step");
const twinRows = actionRows(TWIN_ENVIRONMENTS);
twin.reset(7);

/** Steps of single environments in a second of processor time. */
function kernelRate(workload: Workload, warm: number, steps: number): number {
  rewind(workload);
  stepFrom(workload, 0, warm);
  const started = cpuSeconds();
  stepFrom(workload, warm, warm + steps);
  return (workload.batch.environments * steps) / (cpuSeconds() - started);
}

/** The same steps in C, which must end with the same hash. */
function peerRate(workload: Workload, warm: number, steps: number): number {
  if (peer === null) return Number.NaN;
  const { seconds, hash } = peer.run(workload, warm, steps);
  if (hash !== trajectoryHash(0, workload.batch)) throw new Error("C came to another hash");
  return (workload.batch.environments * steps) / seconds;
}

function twinRate(): number {
  const started = cpuSeconds();
  for (let step = 0; step < TWIN_STEPS; step += 1) twin.step(twinRows[step % ROWS]!);
  return (TWIN_ENVIRONMENTS * TWIN_STEPS) / (cpuSeconds() - started);
}

/** The subjects take turns, so that a busy neighbour on the machine slows them all alike. */
function round(number: number) {
  process.stderr.write(`cluster: round ${number + 1} of ${ROUNDS}\n`);
  const kernel = kernelRate(main, WARM, STEPS);
  const c = peerRate(main, WARM, STEPS);
  const again = kernelRate(main, WARM, STEPS);
  const python = pythonRates(specOf(SIDE), ENVIRONMENTS, PYTHON_STEPS);
  return { kernel: (kernel + again) / 2, c, twin: twinRate(), python };
}

kernelRate(main, WARM, STEPS);
twinRate();
const rounds = Array.from({ length: ROUNDS }, (_, number) => round(number));
const python = rounds[0]?.python ?? null;

const subject = (name: string, rates: readonly number[]) => ({
  name,
  stepsPerSecond: figureOf(rates),
  kernelTimes: figureOf(rounds.map(({ kernel }, place) => kernel / (rates[place] ?? Number.NaN))),
});

const subjects = [
  subject(
    "WebAssembly kernel",
    rounds.map(({ kernel }) => kernel),
  ),
  ...(peer === null
    ? []
    : [
        subject(
          "the same in C",
          rounds.map(({ c }) => c),
        ),
      ]),
  subject(
    "plain TypeScript twin",
    rounds.map((each) => each.twin),
  ),
  ...(python === null
    ? []
    : [
        subject(
          "NumPy in Gymnasium's SyncVectorEnv",
          rounds.map((each) => each.python?.syncVectorEnv ?? Number.NaN),
        ),
        subject(
          "NumPy batched by hand",
          rounds.map((each) => each.python?.byHand ?? Number.NaN),
        ),
      ]),
];

/** Wall time, for there is no other: the best window of each, which take turns. */
function threadScaling() {
  using two = openThreads(2);
  const [alone, both] = [workloadOf(SIDE, ENVIRONMENTS), workloadOf(SIDE, ENVIRONMENTS, two.run)];
  const best = [0, 0];
  for (let window = 0; window < WINDOWS; window += 1)
    for (const [place, workload] of [alone, both].entries())
      best[place] = Math.max(best[place] ?? 0, windowRate(workload, window * WINDOW_STEPS));
  if (trajectoryHash(0, alone.batch) !== trajectoryHash(0, both.batch))
    throw new Error("two threads did something else");
  const [one = 0, several = 0] = best;
  return { one: Math.round(one), two: Math.round(several), times: Number((several / one).toPrecision(3)) };
}

function windowRate(workload: Workload, from: number): number {
  const started = performance.now();
  stepFrom(workload, from, from + WINDOW_STEPS);
  return (ENVIRONMENTS * WINDOW_STEPS) / ((performance.now() - started) / 1_000);
}

/** As many environments as have about the cells of the main workload, and as many steps as take a fair part of a second. */
function sideCost(side: number) {
  const cells = side * side;
  const environments = Math.max(1, Math.min(ENVIRONMENTS, Math.round((ENVIRONMENTS * 100) / cells)));
  const workload = workloadOf(side, environments);
  const steps = Math.max(20, Math.round((asked.trial ? 2e7 : 4e8) / (cells * environments + 20 * environments)));
  const each = Array.from({ length: asked.trial ? 1 : 3 }, () => {
    const kernel = kernelRate(workload, 20, steps);
    return { kernel, c: peerRate(workload, 20, steps) };
  });
  return {
    side,
    environments,
    stepNs: figureOf(each.map(({ kernel }) => 1e9 / kernel)),
    ofC: peer === null ? null : figureOf(each.map(({ kernel, c }) => kernel / c)),
  };
}

function batchCost(environments: number) {
  const workload = workloadOf(SIDE, environments);
  const steps = Math.round((asked.trial ? 100_000 : 1_000_000) / environments);
  const rates = Array.from({ length: asked.trial ? 1 : 3 }, () => kernelRate(workload, Math.ceil(steps / 10), steps));
  return { environments, stepNs: figureOf(rates.map((rate) => 1e9 / rate)) };
}

const run = {
  side: SIDE,
  environments: ENVIRONMENTS,
  rounds: ROUNDS,
  compiler: peer === null ? null : `clang ${peer.compiler} ${peer.flags.join(" ")}`,
  python: python === null ? null : { python: python.python, gymnasium: python.gymnasium, numpy: python.numpy },
  hash: trajectoryHash(0, main.batch).toString(16).padStart(8, "0"),
  subjects,
  threads: threadScaling(),
  sides: SIDES.map(sideCost),
  batches: BATCHES.map(batchCost),
  targets: { stepsPerSecond: 6_000_000, ofC: 0.85, timesSyncVectorEnv: 500, twoThreads: 1.8 },
};

process.stdout.write(`${JSON.stringify(run)}\n`);
