import { type Key, partKey, uniformAt } from "../../random/counter.ts";
import type { Stress, Stressor } from "../stress/stress.ts";

/** One kind of world: who lives in it and what wears it down. */
export interface CollapseWorld {
  readonly agents: "random" | "rule" | "evolved";
  readonly stressor: Stressor;
  /** About the stress at which such worlds fail, in the stressor's unit: what draws are shares of. */
  readonly limit: number;
  /** The stress under which a new world finds its feet. */
  readonly usual: number;
}

export const worldName = ({ agents, stressor }: CollapseWorld): string => `${agents}-${stressor}`;

/**
 * Worlds that live and die: by drowning (growth), by hunger (metabolism) and by losses. Random brains hardly clean, so only little
 * growth lets them live. The limits are rounded from trial runs and decide nothing but how often a draw ends in collapse.
 */
export const COLLAPSE_WORLDS: readonly CollapseWorld[] = [
  { agents: "rule", stressor: "growth", limit: 0.065, usual: 0.005 },
  { agents: "rule", stressor: "metabolism", limit: 0.85, usual: 0.1 },
  { agents: "rule", stressor: "loss", limit: 0.012, usual: 0 },
  { agents: "evolved", stressor: "growth", limit: 0.018, usual: 0.005 },
  { agents: "evolved", stressor: "metabolism", limit: 0.8, usual: 0.1 },
  { agents: "evolved", stressor: "loss", limit: 0.009, usual: 0 },
  { agents: "random", stressor: "growth", limit: 0.0018, usual: 0.0005 },
];

/** One run to be watched. */
export interface CollapseTrial {
  readonly world: CollapseWorld;
  readonly seed: number;
  readonly stress: Stress;
}

/** Generations before the clock of a trial starts: what a new world does, and how it takes its first stress, is no sign of anything. */
export const SETTLING = 1_400;
const [USUAL_UNTIL, FIRST_STRESS_FROM] = [600, 1_000];
/** Generations watched at most. */
export const WATCHED = 3_000;

const SAFE_SHARES: readonly [number, number] = [0.2, 0.75];
const FATAL_SHARES: readonly [number, number] = [1.2, 2];

/**
 * Trials by chance. Each begins at a safe share of its world's limit; half go on to a fatal one, the others to another safe one, up
 * or down. So worlds on their way to collapse and worlds that stay pass through the same stress and the same level of dirt. What
 * becomes of a trial is not decided here but watched.
 */
export function collapseTrials(
  worlds: readonly CollapseWorld[],
  runsPerWorld: number,
  key: Key,
  firstSeed: number,
): readonly CollapseTrial[] {
  return worlds.flatMap((world, at) =>
    Array.from({ length: runsPerWorld }, (_, run): CollapseTrial => {
      const own = partKey(partKey(key, at), run);
      const within = ([low, high]: readonly [number, number], draw: number): number =>
        world.limit * (low + (high - low) * uniformAt(own, draw));
      const to = within(run % 2 === 0 ? FATAL_SHARES : SAFE_SHARES, 1);
      return { world, seed: firstSeed + at * runsPerWorld + run, stress: stressOf(world, within(SAFE_SHARES, 0), to) };
    }),
  );
}

const stressOf = ({ stressor, usual }: CollapseWorld, from: number, to: number): Stress => ({
  stressor,
  points: [
    { generation: USUAL_UNTIL, strength: usual },
    { generation: FIRST_STRESS_FROM, strength: from },
    { generation: SETTLING, strength: from },
    { generation: SETTLING + WATCHED, strength: to },
  ],
});
