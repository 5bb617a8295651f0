import { type Key, partKey, uniformAt } from "../random/counter.ts";
import { type ClusterSpec, parseClusterSpec } from "./cluster-spec.ts";
import { clusterProfile } from "./profiles.ts";

/**
 * Worlds about the profiles, drawn so that a policy that learns from them meets unlike drift, bursts and budgets: what is
 * drawn stays short of `bursty` and `adversarial`, which so remain unseen. Equal arguments give equal worlds.
 */
export const variedSpecs = (key: Key, count: number): readonly ClusterSpec[] =>
  Array.from({ length: count }, (_, place) => variedSpec(partKey(key, place), place));

function variedSpec(key: Key, place: number): ClusterSpec {
  const base = clusterProfile("classic");
  const between = (index: number, low: number, high: number): number => low + (high - low) * uniformAt(key, index);
  const breaks = uniformAt(key, 0) < BREAKS_SHARE;
  return parseClusterSpec({
    ...base,
    name: `varied-${place}`,
    start: { cpuBelow: between(1, 0.2, 0.9), memoryBelow: between(2, 0.1, 0.8) },
    budget: { ...base.budget, full: between(3, 40, 100), recovery: between(4, 0.2, 0.5) },
    drift: {
      ...base.drift,
      cpu: { mean: 0, sigma: between(5, 0.01, 0.04) },
      memory: { mean: between(6, 0, 0.008), sigma: between(7, 0.005, 0.02) },
      leaks: [8, 9, 10, 11].map((index) => between(index, 0, 0.02)),
      feedback: breaks ? 0 : between(12, 0, 0.02),
    },
    events: {
      ...base.events,
      burst: {
        chance: breaks ? between(13, 0, 0.03) : 0,
        cells: 1 + Math.floor(between(14, 0, 3)),
        cpu: between(15, 0, 0.3),
        memory: between(16, 0, 0.2),
      },
    },
  });
}

/** Half of the worlds are broken into by bursts, the other half decay the faster the more they are neglected. */
const BREAKS_SHARE = 0.5;
