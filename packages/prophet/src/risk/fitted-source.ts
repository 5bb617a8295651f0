import type { Key } from "@plimsoll/simulation";
import type { Network } from "../engine/network.ts";
import { FITTED_RISK } from "./fitted-risk.ts";
import { flattened, unflattened } from "./flat-numbers.ts";
import { riskOf } from "./model/risk-model.ts";
import { PORTABLE_FEATURES, PORTABLE_FIRST, portableNext } from "./portable-monitor.ts";
import { portableFacts } from "./portable-source.ts";
import type { RiskSource } from "./risk-source.ts";
import { WORKER_FEATURES, WORKER_FIRST, workerMonitor } from "./worker-monitor.ts";

/** All that the model of a worker in reach is read from, in its order. */
export const WORKER_RISK_FEATURES: readonly string[] = [...PORTABLE_FEATURES, ...WORKER_FEATURES];

/** A source that also tells what it has read the risk from. */
export interface FittedSource extends RiskSource {
  /** Of the last step, in the order of `WORKER_RISK_FEATURES`. */
  readonly features: readonly (number | null)[];
}

/**
 * The calibrated chance of a spike within the next 10 steps, from what any loop can tell and from the worker's weights, by the model that was
 * fitted on recorded runs (docs/reference/risk-model.md).
 */
export function fittedSource(worker: Network, key: Key): FittedSource {
  const monitor = workerMonitor(worker, key);
  let portable = PORTABLE_FIRST;
  let features: readonly (number | null)[] = [];
  return {
    get features() {
      return features;
    },
    foretell: (facts) => {
      const next = portableNext(portable, portableFacts(facts));
      portable = next.state;
      // What is not finite is the very thing that was to be foretold.
      if (next.features === null) return 1;
      features = [...next.features, ...monitor.next(facts)];
      return riskOf(FITTED_RISK.worker, features);
    },
    rewound: () => monitor.rewound(),
    tensors: monitor.tensors,
    scalars: () => ({ ...flattened({ ...portable, ...monitor.tracks }), isFollowing: monitor.isFollowing ? 1 : 0 }),
    restore: (scalars) => {
      portable = unflattened(PORTABLE_FIRST, scalars);
      monitor.tracks = unflattened(WORKER_FIRST, scalars);
      monitor.isFollowing = scalars["isFollowing"] === 1;
    },
  };
}
