import type { Arena } from "@plimsoll/simulation/arithmetic";
import type { Memory, Placed } from "../memory.ts";
import type { ParameterBlock } from "../network.ts";
import type { Optimizer } from "./optimizer.ts";

/** Schedule-Free AdamW (Defazio et al. 2024, "The Road Less Scheduled"). */
export interface ScheduleFreeSpec {
  /** Where between the average x and the walker z gradients are taken: y = beta1 · x + (1 - beta1) · z. */
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  /** Decay beside the gradient, of the point that it was taken at. */
  readonly decoupledDecay: number;
  /** Steps over which the rate rises from nothing. */
  readonly warmupSteps: number;
}

/**
 * Gradients are taken at y, which stands among the parameters; z walks; x, the average of z that is to be judged, weighs each step by the square of
 * the greatest rate so far. x is never kept: it follows from y and z.
 */
export function placeScheduleFree(arena: Arena, block: ParameterBlock, spec: ScheduleFreeSpec): Placed<Optimizer> {
  const [walker, squares] = [arena.numbers(block.count), arena.numbers(block.count)];
  return (memory) => scheduleFree(memory, block, spec, walker, squares);
}

/** Plain numbers of the course. */
interface Course {
  readonly steps: number;
  readonly beta2Power: number;
  readonly rateMost: number;
  /** Of the average's weights. */
  readonly weightSum: number;
}

const START: Course = { steps: 0, beta2Power: 1, rateMost: 0, weightSum: 0 };

function scheduleFree(
  { at }: Memory,
  block: ParameterBlock,
  spec: ScheduleFreeSpec,
  walker: number,
  squares: number,
): Optimizer {
  const { count } = block;
  const views: Views = {
    y: at(block.parameters, count),
    slopes: at(block.gradients, count),
    z: at(walker, count),
    squares: at(squares, count),
  };
  const aside = new Float32Array(count);
  let course = START;
  return {
    step: (rate, gradientScale) => {
      if (course.steps === 0) views.z.set(views.y);
      const warm = rate * Math.min(1, (course.steps + 1) / Math.max(1, spec.warmupSteps));
      course = advanced(course, spec, warm);
      const share = course.weightSum === 0 ? 0 : course.rateMost ** 2 / course.weightSum;
      move(views, spec, { rate: warm, share, gradientScale, correction: 1 - course.beta2Power });
    },
    atEvaluation: (look) => {
      if (course.steps === 0) return look();
      aside.set(views.y);
      writeAverage(views, spec.beta1);
      try {
        return look();
      } finally {
        views.y.set(aside);
      }
    },
    tensors: { walker: views.z, squares: views.squares },
    scalars: () => ({ ...course }),
    restore: (scalars) => {
      course = restored(scalars);
    },
  };
}

interface Views {
  readonly y: Float32Array;
  readonly slopes: Float32Array;
  readonly z: Float32Array;
  readonly squares: Float32Array;
}

function advanced(
  { steps, beta2Power, rateMost, weightSum }: Course,
  { beta2 }: ScheduleFreeSpec,
  rate: number,
): Course {
  const most = Math.max(rateMost, rate);
  return { steps: steps + 1, beta2Power: beta2Power * beta2, rateMost: most, weightSum: weightSum + most ** 2 };
}

interface Move {
  readonly rate: number;
  /** The newest step's in the average. */
  readonly share: number;
  readonly gradientScale: number;
  readonly correction: number;
}

function move(
  { y, slopes, z, squares }: Views,
  { beta1, beta2, epsilon, decoupledDecay }: ScheduleFreeSpec,
  { rate, share, gradientScale, correction }: Move,
): void {
  const direct = rate * (1 - beta1 * (1 - share));
  for (let i = 0; i < y.length; i += 1) {
    const slope = (slopes[i] ?? Number.NaN) * gradientScale;
    const [at, from] = [y[i] ?? Number.NaN, z[i] ?? Number.NaN];
    const square = beta2 * (squares[i] ?? Number.NaN) + (1 - beta2) * slope * slope;
    const step = slope / (Math.sqrt(square / correction) + epsilon) + decoupledDecay * at;
    squares[i] = square;
    y[i] = at + share * (from - at) - direct * step;
    z[i] = from - rate * step;
  }
}

/** x = y + (1 - 1 / beta1) · (z - y). */
function writeAverage({ y, z }: Views, beta1: number): void {
  const share = 1 - 1 / beta1;
  for (let i = 0; i < y.length; i += 1) {
    const at = y[i] ?? Number.NaN;
    y[i] = at + share * ((z[i] ?? Number.NaN) - at);
  }
}

const restored = (scalars: Readonly<Record<string, number>>): Course => ({
  steps: scalars["steps"] ?? 0,
  beta2Power: scalars["beta2Power"] ?? 1,
  rateMost: scalars["rateMost"] ?? 0,
  weightSum: scalars["weightSum"] ?? 0,
});
