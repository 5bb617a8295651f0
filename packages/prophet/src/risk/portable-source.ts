import { FITTED_RISK } from "./fitted-risk.ts";
import { flattened, unflattened } from "./flat-numbers.ts";
import { riskOf } from "./model/risk-model.ts";
import { type PortableFacts, PORTABLE_FIRST, portableNext } from "./portable-monitor.ts";
import type { RiskSource, StepFacts } from "./risk-source.ts";

/**
 * The calibrated chance of a spike within the next 10 steps, from what any loop can tell of a step: the same model as in the Python package. It
 * never looks at the worker.
 */
export function portableSource(): RiskSource {
  let state = PORTABLE_FIRST;
  return {
    foretell: (facts) => {
      const next = portableNext(state, portableFacts(facts));
      state = next.state;
      // What is not finite is the very thing that was to be foretold.
      return next.features === null ? 1 : riskOf(FITTED_RISK.portable, next.features);
    },
    rewound: () => {},
    tensors: {},
    scalars: () => flattened(state),
    restore: (scalars) => {
      state = unflattened(PORTABLE_FIRST, scalars);
    },
  };
}

export const portableFacts = ({ terms, gradientNorm, lastRate, stability }: StepFacts): PortableFacts => ({
  loss: terms.loss,
  gradientNorm,
  rate: lastRate,
  stability,
});
