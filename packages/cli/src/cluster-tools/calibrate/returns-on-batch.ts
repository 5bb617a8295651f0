import { ClusterBatch, type ClusterSpec, type Key, type ObservationPolicy, policyOnBatch } from "@plimsoll/simulation";

/** The return of each episode, side by side on the kernel, in the order of the keys. */
export function returnsOnBatch(
  policy: ObservationPolicy,
  spec: ClusterSpec,
  episodes: readonly Key[],
): readonly number[] {
  const rootOf = (environment: number): Key => episodes[environment]!;
  const batch = new ClusterBatch(spec, episodes.length, "next-step");
  batch.resetRoots(rootOf);
  const act = policyOnBatch(policy, rootOf);
  const returns = new Float64Array(episodes.length);
  const running = new Set(returns.keys());
  for (let step = 0; running.size > 0; step += 1) {
    act(batch, step, batch.actions);
    batch.step();
    for (const environment of running) {
      returns[environment]! += batch.rewards[environment]!;
      if (batch.terminated[environment] === 1 || batch.truncated[environment] === 1) running.delete(environment);
    }
  }
  return [...returns];
}
