import { integer, object, real, type Shaped } from "@plimsoll/foundation";

const WEIGHT_MAX = 100;
const weight = real(0, WEIGHT_MAX);

/** What the worker is to make small: L = wR·R + wF·F + wS·S - wT·T (seed 003, "Kernel v2"). */
export const lossShape = object({
  weights: object({ reality: weight, flow: weight, structure: weight, tension: weight }),
  /** How far the inputs are moved to see how the outputs follow. */
  epsilon: real(1e-5, 1),
  /** Of the lattice that outputs are drawn to. */
  period: real(1e-3, 1e6),
  /** Moved copies of each row; every second one is moved the opposite way. */
  probes: integer(1, 16),
});

/** The loss that is trained for, by weights. */
export type LossSpec = Shaped<typeof lossShape>;

/** The original's weights. */
export const CLASSIC_LOSS: LossSpec = {
  weights: { reality: 1, flow: 0.4, structure: 0.3, tension: 0.3 },
  epsilon: 0.01,
  period: 3,
  probes: 1,
};

/** The mean squared error and nothing else. */
export const PLAIN_LOSS: LossSpec = { ...CLASSIC_LOSS, weights: { reality: 1, flow: 0, structure: 0, tension: 0 } };
