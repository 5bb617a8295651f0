import type { Arena } from "@plimsoll/simulation/arithmetic";
import type { Memory, Placed } from "../memory.ts";
import type { ParameterBlock } from "../network.ts";
import { asTheyAre, type Optimizer } from "./optimizer.ts";

/** Gradient descent with momentum (Sutskever et al. 2013). */
export interface SgdSpec {
  /** 0 is plain gradient descent. */
  readonly momentum: number;
  /** Looks ahead by a step of the momentum. */
  readonly nesterov: boolean;
  /** Decay that is a part of the gradient. */
  readonly l2: number;
}

/** Gradient descent as `torch.optim.SGD` has it, without dampening: the first step has the whole gradient as its velocity. */
export function placeSgd(arena: Arena, block: ParameterBlock, spec: SgdSpec): Placed<Optimizer> {
  const velocity = arena.numbers(block.count);
  return (memory) => sgd(memory, block, spec, velocity);
}

function sgd({ at }: Memory, block: ParameterBlock, spec: SgdSpec, velocity: number): Optimizer {
  const { count } = block;
  const [weights, slopes, speeds] = [at(block.parameters, count), at(block.gradients, count), at(velocity, count)];
  const { momentum, nesterov, l2 } = spec;
  return {
    step: (rate, gradientScale) => {
      for (let i = 0; i < count; i += 1) {
        const weight = weights[i] ?? Number.NaN;
        const slope = (slopes[i] ?? Number.NaN) * gradientScale + l2 * weight;
        const speed = momentum * (speeds[i] ?? Number.NaN) + slope;
        speeds[i] = speed;
        weights[i] = weight - rate * (nesterov ? slope + momentum * speed : speed);
      }
    },
    atEvaluation: asTheyAre,
    tensors: { velocity: speeds },
    scalars: () => ({}),
    restore: () => {},
  };
}
