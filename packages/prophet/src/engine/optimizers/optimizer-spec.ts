import { real, type Shaped, union } from "@plimsoll/foundation";
import type { Arena } from "@plimsoll/simulation/arithmetic";
import type { Placed } from "../memory.ts";
import type { ParameterBlock } from "../network.ts";
import { placeAdam } from "./adam.ts";
import type { Optimizer } from "./optimizer.ts";

const decay = real(0, 0.999_999);

export const optimizerShape = union("kind", {
  adam: { beta1: decay, beta2: decay, epsilon: real(1e-12, 1), l2: real(0, 1), decoupledDecay: real(0, 1) },
});

export type OptimizerSpec = Shaped<typeof optimizerShape>;

export const placeOptimizer = (arena: Arena, block: ParameterBlock, spec: OptimizerSpec): Placed<Optimizer> =>
  placeAdam(arena, block, spec);
