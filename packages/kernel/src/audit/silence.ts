import type { Policy } from "../policy/policy.ts";
import type { Lab } from "../state/lab.ts";
import type { KernelState } from "../state/state.ts";
import { heardAt } from "./meters.ts";

/** Is any registered meter of the lab unheard for so long that nothing may have power? One never heard is silent. */
export function hasSilentMeter(state: KernelState, policy: Policy, { lab, meters }: Lab, nowMs: number): boolean {
  const record = state.audits.get(lab);
  return meters.some((meter) => {
    const heard = heardAt(record, meter);
    return heard === null || nowMs - heard >= policy.meterSilentMs;
  });
}

/**
 * Has a meter that spoke before been silent for so long, while something of the lab was live, that the lab is shut down?
 * A lab where nothing is live may switch its meters off, and one whose meters never spoke has had no power at all.
 */
export function isSilentTooLong(state: KernelState, policy: Policy, lab: Lab, nowMs: number): boolean {
  const record = state.audits.get(lab.lab);
  const heard = lab.meters.flatMap((meter) => heardAt(record, meter) ?? []);
  const isOverdue = (since: number): boolean =>
    heard.some((at) => nowMs - Math.max(at, since) >= policy.meterForensicMs);
  return isOverdue(0) && liveSince(state, lab.lab).some(isOverdue);
}

/** Since when each live thing of a lab is there: runs that hold a training lease, deployments that have not ended. */
function liveSince(state: KernelState, lab: string): readonly number[] {
  const since: number[] = [];
  for (const run of state.runs.values()) {
    if (run.lab === lab && !run.ended && run.trainingLease !== null) since.push(run.startedAt);
  }
  for (const deployment of state.deployments.values()) {
    if (deployment.lab === lab && !deployment.ended) since.push(deployment.registeredAt);
  }
  return since;
}
