/** What wears a world down: more growth of dirt, dearer living, or agents that break. */
export const STRESSORS = ["growth", "metabolism", "loss"] as const;
export type Stressor = (typeof STRESSORS)[number];

/** A stress at a generation. */
export interface StressPoint {
  readonly generation: number;
  /**
   * `growth`: the greatest growth of a cell in a generation (`dirt.growthMax`); `metabolism`: energy an agent and generation; `loss`:
   * the chance that an agent breaks in a generation.
   */
  readonly strength: number;
}

/** A stress over time: straight from point to point, and constant before the first and after the last. */
export interface Stress {
  readonly stressor: Stressor;
  /** At least one; generations rise. */
  readonly points: readonly StressPoint[];
}

/** The stress in a generation. */
export function stressAt({ points }: Stress, generation: number): number {
  const next = points.findIndex((point) => point.generation > generation);
  if (next === -1) return points.at(-1)!.strength;
  const [from, to] = [points[Math.max(0, next - 1)]!, points[next]!];
  if (next === 0) return to.strength;
  const share = (generation - from.generation) / (to.generation - from.generation);
  return from.strength + (to.strength - from.strength) * share;
}
