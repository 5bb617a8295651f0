import { boolean, integer, real, type Shaped, union } from "@plimsoll/foundation";
import type { Arena } from "@plimsoll/simulation/arithmetic";
import type { Placed } from "../memory.ts";
import type { ParameterBlock } from "../network.ts";
import { placeAdam } from "./adam.ts";
import type { Optimizer } from "./optimizer.ts";
import { placeProdigy } from "./prodigy.ts";
import { placeScheduleFree } from "./schedule-free.ts";
import { placeSgd } from "./sgd.ts";

const STEPS_MAX = 1_000_000_000;

const decay = real(0, 0.999_999);
const epsilon = real(1e-12, 1);
const weightDecay = real(0, 1);

/** What an optimizer may be, and be set to. */
export const optimizerShape = union("kind", {
  adam: { beta1: decay, beta2: decay, epsilon, l2: weightDecay, decoupledDecay: weightDecay },
  sgd: { momentum: decay, nesterov: boolean, l2: weightDecay },
  "schedule-free": {
    /** Not 0: the average is found by dividing by it. */
    beta1: real(0.01, 0.999_999),
    beta2: decay,
    epsilon,
    decoupledDecay: weightDecay,
    warmupSteps: integer(0, STEPS_MAX),
  },
  prodigy: {
    beta1: decay,
    beta2: decay,
    epsilon,
    decoupledDecay: weightDecay,
    firstDistance: real(1e-12, 1e6),
    distanceFactor: real(1e-3, 1e3),
    biasCorrection: boolean,
    safeguardWarmup: boolean,
  },
});

/** An optimizer and its settings. */
export type OptimizerSpec = Shaped<typeof optimizerShape>;

/** Lays an optimizer's state into the memory of an arena. */
export function placeOptimizer(arena: Arena, block: ParameterBlock, spec: OptimizerSpec): Placed<Optimizer> {
  switch (spec.kind) {
    case "adam":
      return placeAdam(arena, block, spec);
    case "sgd":
      return placeSgd(arena, block, spec);
    case "schedule-free":
      return placeScheduleFree(arena, block, spec);
    default:
      return placeProdigy(arena, block, spec);
  }
}
