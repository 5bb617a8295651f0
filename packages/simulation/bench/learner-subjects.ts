import { beliefModelOf } from "../src/belief/belief-map.ts";
import { BelievedCluster } from "../src/belief/believed-cluster.ts";
import { ClusterBatch } from "../src/cluster/batch/cluster-batch.ts";
import { clusterProfile } from "../src/cluster/profiles.ts";
import { createArena } from "../src/learn/arithmetic/arena.ts";
import { kernelArithmetic } from "../src/learn/arithmetic/kernel-arithmetic.ts";
import type { BatchEnvironment } from "../src/learn/batch-environment.ts";
import { architectureOf, layersOf, type Trunk } from "../src/learn/network/architecture.ts";
import { createTrainer } from "../src/learn/ppo/trainer.ts";

/** Time on a core, the engine's own threads included: on a shared machine the clock on the wall measures the neighbours. */
export function cpuTimeUs(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}

const [ROWS, INNER, COLUMNS] = [1024, 64, 64];

/** A product of 1 024 × 64 and 64 × 64 by the kernel and by plain loops: floating-point operations a second. */
export function products() {
  const arena = createArena();
  const [x, w, bias] = [arena.numbers(ROWS * INNER), arena.numbers(INNER * COLUMNS), arena.numbers(COLUMNS)];
  const y = arena.numbers(ROWS * COLUMNS);
  const { buffer, arithmetic } = kernelArithmetic(arena.size);
  const numbers = new Float32Array(buffer).map((_, i) => Math.sin(i));
  new Float32Array(buffer).set(numbers);
  const own = new Float32Array(buffer);
  return {
    kernel: (times: number) => {
      for (let time = 0; time < times; time += 1)
        arithmetic.affine(y, COLUMNS, x, INNER, w, bias, ROWS, INNER, COLUMNS);
    },
    loops: (times: number) => {
      for (let time = 0; time < times; time += 1) plainProduct(own, x / 4, w / 4, bias / 4, y / 4);
    },
    flopEach: 2 * ROWS * INNER * COLUMNS,
  };
}

function plainProduct(numbers: Float32Array, x: number, w: number, bias: number, y: number): void {
  for (let i = 0; i < ROWS; i += 1)
    for (let j = 0; j < COLUMNS; j += 1) {
      let sum = numbers[bias + j]!;
      for (let k = 0; k < INNER; k += 1) sum += numbers[x + i * INNER + k]! * numbers[w + k * COLUMNS + j]!;
      numbers[y + i * COLUMNS + j] = sum;
    }
}

const OBSERVATION_SIZE = 30;
const ACTION_COUNT = 6;
export const ENVIRONMENTS = 1024;
export const STEPS = 32;
export const EPOCHS = 4;
export const MINIBATCHES = 4;

/** As large as ClusterTensor and nearly free: one number of each observation changes in a step, action 0 is paid by another. */
function trivialEnvironment(environments: number): BatchEnvironment {
  const observations = new Float32Array(OBSERVATION_SIZE * environments);
  const batch = {
    environments,
    observationSize: OBSERVATION_SIZE,
    actionCount: ACTION_COUNT,
    observations,
    finalObservations: new Float32Array(OBSERVATION_SIZE * environments),
    rewards: new Float64Array(environments),
    terminated: new Uint8Array(environments),
    truncated: new Uint8Array(environments),
    actionMasks: new Uint8Array(environments).fill(0b111111),
  };
  let [clock, word] = [0, 1];
  const next = (): number => {
    word = (Math.imul(word, 1_664_525) + 1_013_904_223) | 0;
    return (word >>> 8) / 2 ** 24;
  };
  return {
    ...batch,
    reset: (seed) => {
      [clock, word] = [0, seed | 1];
      for (let i = 0; i < observations.length; i += 1) observations[i] = next();
    },
    step: (actions) => {
      clock += 1;
      for (let i = 0; i < environments; i += 1) {
        batch.rewards[i] = actions[i] === 0 ? observations[i * OBSERVATION_SIZE]! : 0;
        batch.truncated[i] = (clock + i) % 200 === 0 ? 1 : 0;
        observations[i * OBSERVATION_SIZE + (clock % OBSERVATION_SIZE)] = next();
      }
    },
  };
}

/** Version 4.5 as it stands: 4 × 4 cells. Gymnasium knows it as `plimsoll/ClusterTensor-v45`. */
const SPEC = clusterProfile("classic");

export interface TrainingSubject {
  readonly name: string;
  readonly trunk: Trunk;
  readonly hiddenSizes: readonly number[];
  readonly open: () => BatchEnvironment;
}

const cluster = (): BatchEnvironment => new ClusterBatch(SPEC, ENVIRONMENTS, "same-step");
const believed = (): BatchEnvironment => new BelievedCluster(SPEC, ENVIRONMENTS, beliefModelOf(SPEC));
const nearlyFree = (): BatchEnvironment => trivialEnvironment(ENVIRONMENTS);

/** The first is what the peer learns too, with the same network. */
export const TRAININGS: readonly TrainingSubject[] = [
  { name: "ClusterTensor", trunk: "shared", hiddenSizes: [64, 64], open: cluster },
  { name: "ClusterTensor with memory", trunk: "shared", hiddenSizes: [64, 64], open: believed },
  { name: "ClusterTensor", trunk: "separate", hiddenSizes: [64, 64], open: cluster },
  { name: "ClusterTensor", trunk: "shared", hiddenSizes: [32, 32], open: cluster },
  { name: "an environment that is nearly free", trunk: "shared", hiddenSizes: [64, 64], open: nearlyFree },
];

export interface OpenedTraining {
  readonly observationSize: number;
  /** Trains for one update of 32 768 steps. */
  readonly update: () => void;
  /** Operations of products in one environment step. */
  readonly flopPerStep: number;
}

export function openTraining({ trunk, hiddenSizes, open }: TrainingSubject): OpenedTraining {
  const environment = open();
  const options = { steps: STEPS, epochs: EPOCHS, minibatches: MINIBATCHES, trunk, hiddenSizes };
  const trainer = createTrainer(environment, options, 1);
  return {
    observationSize: environment.observationSize,
    update: () => void trainer.update(),
    flopPerStep: flopPerStep(environment, trunk, hiddenSizes),
  };
}

/** A forward pass to act, and so many forward and backward ones to learn. */
function flopPerStep(environment: BatchEnvironment, trunk: Trunk, hiddenSizes: readonly number[]): number {
  const { observationSize, actionCount } = environment;
  const architecture = architectureOf({ observationSize, actionCount, activation: "tanh", trunk, hiddenSizes });
  const flops = layersOf(architecture).map(({ inputsPadded, outputsPadded }) => 2 * inputsPadded * outputsPadded);
  const forward = flops.reduce((sum, flop) => sum + flop, 0);
  // No gradient is taken by the observations.
  const first = architecture.chains.reduce(
    (sum, { hidden }) => sum + 2 * hidden[0]!.inputsPadded * hidden[0]!.outputsPadded,
    0,
  );
  return forward + EPOCHS * (3 * forward - first);
}
