import type { Arena } from "@plimsoll/simulation/arithmetic";
import type { Memory, Placed } from "../memory.ts";
import type { ParameterBlock } from "../network.ts";
import { asTheyAre, type Optimizer } from "./optimizer.ts";

/** Prodigy (Mishchenko and Defazio 2023), with Adam's means. */
export interface ProdigySpec {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  /** Decay beside the gradient. */
  readonly decoupledDecay: number;
  /** The first guess at how far it is to the solution; too small costs steps, too large costs the training. */
  readonly firstDistance: number;
  /** What the estimate is multiplied with. */
  readonly distanceFactor: number;
  /** Adam's correction for moments that began at 0, on the rate. */
  readonly biasCorrection: boolean;
  /** Keeps a rate that rises from nothing out of the estimate's denominator. */
  readonly safeguardWarmup: boolean;
}

/**
 * Adam whose rate is multiplied by an estimate of the distance from the first parameters to the solution, which never falls. So the rate that it is
 * given is a share: 1 is its own. A step at rate 0 does nothing.
 */
export function placeProdigy(arena: Arena, block: ParameterBlock, spec: ProdigySpec): Placed<Optimizer> {
  const place = (): number => arena.numbers(block.count);
  const addresses = { first: place(), sums: place(), means: place(), squares: place() };
  return (memory) => prodigy(memory, block, spec, addresses);
}

interface Addresses {
  /** The parameters before the first step. */
  readonly first: number;
  /** Of gradients, each with the weight of its step. */
  readonly sums: number;
  readonly means: number;
  readonly squares: number;
}

/** Plain numbers of the course. */
interface Course {
  readonly steps: number;
  /** The estimate, and the greatest one so far. */
  readonly distance: number;
  readonly numerator: number;
  readonly beta1Power: number;
  readonly beta2Power: number;
}

function prodigy({ at }: Memory, block: ParameterBlock, spec: ProdigySpec, addresses: Addresses): Optimizer {
  const view = (address: number): Float32Array => at(address, block.count);
  const views: Views = {
    weights: view(block.parameters),
    slopes: view(block.gradients),
    first: view(addresses.first),
    sums: view(addresses.sums),
    means: view(addresses.means),
    squares: view(addresses.squares),
  };
  const start: Course = { steps: 0, distance: spec.firstDistance, numerator: 0, beta1Power: 1, beta2Power: 1 };
  let course = start;
  return {
    step: (rate, gradientScale) => {
      if (rate === 0) return;
      if (course.steps === 0) views.first.set(views.weights);
      course = stepped(course, spec, views, rate, gradientScale);
    },
    atEvaluation: asTheyAre,
    tensors: { first: views.first, sums: views.sums, means: views.means, squares: views.squares },
    scalars: () => ({ ...course }),
    restore: (scalars) => {
      course = restored(start, scalars);
    },
  };
}

interface Views {
  readonly weights: Float32Array;
  readonly slopes: Float32Array;
  readonly first: Float32Array;
  readonly sums: Float32Array;
  readonly means: Float32Array;
  readonly squares: Float32Array;
}

function stepped(course: Course, spec: ProdigySpec, views: Views, rate: number, gradientScale: number): Course {
  const [beta1Power, beta2Power] = [course.beta1Power * spec.beta1, course.beta2Power * spec.beta2];
  const correction = spec.biasCorrection ? Math.sqrt(1 - beta2Power) / (1 - beta1Power) : 1;
  const reach = course.distance * rate * correction;
  const { along, length } = gathered(views, spec, course.distance, reach, gradientScale);
  // No gradient yet: as if there had been no step.
  if (length === 0) return course;
  const numerator = course.numerator * Math.sqrt(spec.beta2) + along;
  const distance = Math.max(course.distance, (spec.distanceFactor * numerator) / length);
  move(views, spec, distance, reach);
  return { steps: course.steps + 1, distance, numerator, beta1Power, beta2Power };
}

/** Takes the gradient into the moments and the sums. `along`: how far it points from here to where it all began. `length`: of the sums, in L1. */
function gathered(
  { weights, slopes, first, sums, means, squares }: Views,
  { beta1, beta2, firstDistance, safeguardWarmup }: ProdigySpec,
  distance: number,
  reach: number,
  gradientScale: number,
): { along: number; length: number } {
  const beta3 = Math.sqrt(beta2);
  const relative = distance / firstDistance;
  const weight = relative * (safeguardWarmup ? distance : reach);
  let [along, length] = [0, 0];
  for (let i = 0; i < weights.length; i += 1) {
    const slope = (slopes[i] ?? Number.NaN) * gradientScale;
    const scaled = distance * slope;
    along += slope * ((first[i] ?? Number.NaN) - (weights[i] ?? Number.NaN));
    means[i] = beta1 * (means[i] ?? Number.NaN) + (1 - beta1) * scaled;
    squares[i] = beta2 * (squares[i] ?? Number.NaN) + (1 - beta2) * scaled * scaled;
    const sum = beta3 * (sums[i] ?? Number.NaN) + weight * slope;
    sums[i] = sum;
    length += Math.abs(sum);
  }
  return { along: relative * reach * along, length };
}

function move(
  { weights, means, squares }: Views,
  { epsilon, decoupledDecay }: ProdigySpec,
  distance: number,
  reach: number,
): void {
  const kept = 1 - decoupledDecay * reach;
  for (let i = 0; i < weights.length; i += 1) {
    const size = Math.sqrt(squares[i] ?? Number.NaN) + distance * epsilon;
    weights[i] = kept * (weights[i] ?? Number.NaN) - (reach * (means[i] ?? Number.NaN)) / size;
  }
}

const restored = (start: Course, scalars: Readonly<Record<string, number>>): Course => ({
  steps: scalars["steps"] ?? start.steps,
  distance: scalars["distance"] ?? start.distance,
  numerator: scalars["numerator"] ?? start.numerator,
  beta1Power: scalars["beta1Power"] ?? start.beta1Power,
  beta2Power: scalars["beta2Power"] ?? start.beta2Power,
});
