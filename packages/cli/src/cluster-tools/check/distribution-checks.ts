import { clusterProfile } from "@plimsoll/simulation";
import { figuresOf } from "../bench/episode-figures.ts";
import { figureText, percentText } from "../figure-text.ts";
import { playInParts } from "../play-in-parts.ts";
import type { HeuristicName } from "../policy/heuristic-names.ts";
import { namedPolicy } from "../policy/named-policy.ts";
import type { CheckWork } from "./check.ts";

/** A value and how far from it counts as faithful. */
type Bound = readonly [value: number, tolerance: number];

interface Bounds {
  readonly policy: HeuristicName;
  readonly reward: Bound;
  readonly steps: Bound;
  readonly oomShare: Bound;
}

/** The acceptance of a faithful v4.5 over 1 000 seeds (resonetics §11). */
const FAITHFUL: readonly Bounds[] = [
  { policy: "random", reward: [28.2, 1], steps: [476, 8], oomShare: [0.123, 0.03] },
  { policy: "never-act", reward: [-4.54, 0.15], steps: [144.5, 1.5], oomShare: [1, 0] },
  { policy: "h1", reward: [59.8, 0.5], steps: [500, 0], oomShare: [0, 0] },
];

const SEEDS = 1_000;

export const distributionChecks: readonly CheckWork[] = FAITHFUL.map(({ policy, reward, steps, oomShare }) => ({
  name: `distribution, ${policy}`,
  perform: async () => {
    const argument = { label: policy, source: { heuristic: policy } };
    const seeds = { episodes: SEEDS, firstSeed: 0 };
    const figures = figuresOf(await playInParts(namedPolicy(argument), clusterProfile("classic"), seeds, () => {}));
    const isWithin = ([value, tolerance]: Bound, found: number): boolean => Math.abs(found - value) <= tolerance;
    return {
      passed:
        isWithin(reward, figures.reward.mean) &&
        isWithin(steps, figures.steps.mean) &&
        isWithin(oomShare, figures.oomShare),
      found:
        `return ${figureText(figures.reward.mean)} (${boundText(reward)}), steps ${figureText(figures.steps.mean, 1)} (${boundText(steps)}), ` +
        `out of memory ${percentText(figures.oomShare)} (${boundText([100 * oomShare[0], 100 * oomShare[1]])})`,
    };
  },
}));

const boundText = ([value, tolerance]: Bound): string =>
  `${Number(value.toFixed(2))} ± ${Number(tolerance.toFixed(2))}`;
