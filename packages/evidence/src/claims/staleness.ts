import type { Digest } from "@plimsoll/foundation";
import { type Checkpoint, isFresh, type KernelState, type Policy, type Site } from "@plimsoll/kernel";

/** Evidence that no longer covers the model, and which of its limits it is beyond (K-24). */
export interface Stale {
  readonly what: string;
  readonly limit: "age" | "checkpoints" | "flop" | "line" | "graph";
  readonly detail: string;
}

/** When something was measured, and on what. */
export interface Measured {
  readonly what: string;
  readonly digest: Digest;
  readonly closedAt: number | null;
}

/** Null where the kernel holds the evidence for fresh; else the first limit that it is beyond. */
export function staleOnWeights(
  state: KernelState,
  site: Site,
  { what, digest, closedAt }: Measured,
  head: Checkpoint,
  nowMs: number,
): Stale | null {
  if (closedAt === null || isFresh(state, site, digest, closedAt, head, nowMs)) return null;
  const aged = staleByAge(site.policy, { what, digest, closedAt }, nowMs);
  if (aged !== null) return aged;
  const since = checkpointsSince(state, head, digest);
  if (since === null)
    return { what, limit: "line", detail: `measured on ${digest}, which these weights do not come from` };
  if (since > site.policy.coverCheckpoints)
    return {
      what,
      limit: "checkpoints",
      detail: `${since} checkpoints ago, ${site.policy.coverCheckpoints} are covered`,
    };
  return { what, limit: "flop", detail: `more than ${site.policy.coverFlop} FLOP may have been computed since` };
}

/** A deployed system does not train: its evidence ages by the clock alone, and is void once the graph is another (K-71). */
export function staleOnGraph(policy: Policy, measured: Measured, graph: Digest, nowMs: number): Stale | null {
  if (measured.digest !== graph)
    return { what: measured.what, limit: "graph", detail: `measured on ${measured.digest}` };
  return staleByAge(policy, measured, nowMs);
}

function staleByAge({ evidenceTtlMs }: Policy, { what, closedAt }: Measured, nowMs: number): Stale | null {
  if (closedAt === null || nowMs - closedAt <= evidenceTtlMs) return null;
  return { what, limit: "age", detail: `${nowMs - closedAt} ms old, ${evidenceTtlMs} ms are allowed` };
}

/** Steps from the newest weights back to those that were measured; null where they are not on the line. */
function checkpointsSince({ checkpoints }: KernelState, head: Checkpoint, digest: Digest): number | null {
  let place: Checkpoint | undefined = head;
  for (let steps = 0; place !== undefined; steps += 1) {
    if (place.digest === digest) return steps;
    place = place.parent === null ? undefined : checkpoints.get(place.parent);
  }
  return null;
}
