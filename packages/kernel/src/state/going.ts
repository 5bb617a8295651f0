import type { Deployment } from "./deployment.ts";
import type { Run } from "./run.ts";
import type { KernelState } from "./state.ts";

/** The runs that go on and meet a condition, in the order of their names. Only those are sorted: most of a ledger is history. */
export function runsGoing(state: KernelState, isMeant: (run: Run) => boolean): readonly Run[] {
  const going: Run[] = [];
  for (const run of state.runs.values()) if (!run.ended && isMeant(run)) going.push(run);
  return going.sort((left, right) => (left.run < right.run ? -1 : 1));
}

/** The deployments that go on and meet a condition, in the order of their names. */
export function deploymentsGoing(
  state: KernelState,
  isMeant: (deployment: Deployment) => boolean,
): readonly Deployment[] {
  const going: Deployment[] = [];
  for (const deployment of state.deployments.values())
    if (!deployment.ended && isMeant(deployment)) going.push(deployment);
  return going.sort((left, right) => (left.deployment < right.deployment ? -1 : 1));
}
