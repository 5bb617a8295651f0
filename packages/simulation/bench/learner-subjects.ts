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

export const OBSERVATION_SIZE = 30;
export const ACTION_COUNT = 6;
export const ENVIRONMENTS = 1024;
export const STEPS = 32;
export const EPOCHS = 4;

/** As large as ClusterTensor and nearly free: one number of each observation changes in a step, action 0 is paid by another. */
export function trivialEnvironment(environments: number): BatchEnvironment {
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

export interface NetworkChoice {
  readonly trunk: Trunk;
  readonly hiddenSizes: readonly number[];
}

/** A function that trains for one update of 32 768 steps. */
export function training({ trunk, hiddenSizes }: NetworkChoice): () => void {
  const options = { steps: STEPS, epochs: EPOCHS, minibatches: 4, trunk, hiddenSizes };
  const trainer = createTrainer(trivialEnvironment(ENVIRONMENTS), options, 1);
  return () => void trainer.update();
}

/** Operations of products in one environment step: a forward pass to act, and so many forward and backward ones to learn. */
export function flopPerStep({ trunk, hiddenSizes }: NetworkChoice): number {
  const sizes = { observationSize: OBSERVATION_SIZE, actionCount: ACTION_COUNT, activation: "tanh" as const };
  const architecture = architectureOf({ ...sizes, trunk, hiddenSizes });
  const products = layersOf(architecture).map(({ inputsPadded, outputsPadded }) => 2 * inputsPadded * outputsPadded);
  const forward = products.reduce((sum, flop) => sum + flop, 0);
  // No gradient is taken by the observations.
  const first = architecture.chains.reduce(
    (sum, { hidden }) => sum + 2 * hidden[0]!.inputsPadded * hidden[0]!.outputsPadded,
    0,
  );
  return forward + EPOCHS * (3 * forward - first);
}
