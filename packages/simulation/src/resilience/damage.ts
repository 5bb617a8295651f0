/**
 * A system that can be run twice with the same randomness: what then grows between the twins is the system's own (damage spreading;
 * Stanley et al. 1987). Noise MUST be counter-based, or the twins would draw differently as soon as they differ.
 */
export interface TwinSystem<World> {
  /** An independent equal. */
  fork(world: World): World;
  /** Changes a world a little, and nothing else. */
  perturb(world: World): void;
  /** One generation or step. */
  advance(world: World): void;
  /** 0 exactly where both are equal in what is measured; else above, 1 at most. */
  distance(left: World, right: World): number;
}

/** Distances d_0 (at once after the perturbation) … d_k. The world itself is left as it was. */
export function damageSpreading<World>(system: TwinSystem<World>, world: World, steps: number): Float64Array {
  const [free, perturbed] = [system.fork(world), system.fork(world)];
  system.perturb(perturbed);
  const distances = new Float64Array(steps + 1);
  distances[0] = system.distance(free, perturbed);
  for (let step = 1; step <= steps; step += 1) {
    system.advance(free);
    system.advance(perturbed);
    distances[step] = system.distance(free, perturbed);
  }
  return distances;
}

/**
 * The finite-time Lyapunov exponent log(d_k / d_0) / k, per step: above 0 the twins part, below 0 they meet. −∞ where nothing of the
 * perturbation is left, null where there was none to begin with.
 */
export function finiteTimeExponent(distances: Float64Array): number | null {
  const [first, last] = [distances[0] ?? 0, distances.at(-1) ?? 0];
  return first > 0 && distances.length > 1 ? Math.log(last / first) / (distances.length - 1) : null;
}
