import {
  type BatchPolicy,
  BeliefMap,
  beliefModelOf,
  type ClusterBatch,
  type ClusterSpec,
  observationSizeOf,
  type OpenPolicy,
  policyRunner,
  type PolicyRunner,
} from "@plimsoll/simulation";
import { PlimsollError } from "@plimsoll/foundation";

/** Whether a policy decides from what it remembers of the whole grid, or from the observation alone. */
export type PolicySight = "observation" | "memory";

/** Numbers of an agent's belief of the whole grid, as it is told. */
const believedSizeOf = (spec: ClusterSpec): number => new BeliefMap(spec, 1, beliefModelOf(spec)).size;

/** Which of the two a learned policy is follows from the numbers it takes. Throws `CLUSTER_POLICY_SIZE`. */
export function sightOf({ architecture }: OpenPolicy, spec: ClusterSpec, actionCount: number): PolicySight {
  const { observationSize } = architecture;
  const isOfActions = architecture.actionCount === actionCount;
  if (isOfActions && observationSize === observationSizeOf(spec)) return "observation";
  if (isOfActions && observationSize === believedSizeOf(spec)) return "memory";
  throw new PlimsollError({
    code: "CLUSTER_POLICY_SIZE",
    expected: `${observationSizeOf(spec)} numbers, or ${believedSizeOf(spec)} with memory, and ${actionCount} actions`,
    received: `a policy of ${observationSize} numbers and ${architecture.actionCount} actions`,
    fix: `play it on the grid that it was trained on, or train one on ${spec.name}, ${spec.width} × ${spec.height}`,
  });
}

/** The likeliest allowed action of each cluster of a batch. */
export function learnedOnBatch(open: OpenPolicy, sight: PolicySight): BatchPolicy {
  let runner: PolicyRunner;
  let seen: () => Float32Array;
  return (batch, step, actions) => {
    if (step === 0) {
      runner = policyRunner(open, batch.environments);
      seen = sight === "memory" ? beliefsOf(batch) : () => batch.observations;
    }
    runner.actGreedily(seen(), batch.actionMasks, actions);
  };
}

/** What the agents of a batch believe, step by step from an episode's first. */
function beliefsOf(batch: ClusterBatch): () => Float32Array {
  const beliefs = new BeliefMap(batch.spec, batch.environments, beliefModelOf(batch.spec));
  const told = new Float32Array(batch.environments * beliefs.size);
  for (let environment = 0; environment < batch.environments; environment += 1) beliefs.forget(environment);
  return () => {
    for (let environment = 0; environment < batch.environments; environment += 1) {
      beliefs.see(environment, batch.observations);
      beliefs.tell(environment, told);
    }
    return told;
  };
}
