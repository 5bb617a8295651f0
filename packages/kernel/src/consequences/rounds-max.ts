import type { KernelState } from "../state/state.ts";

/**
 * The most rounds of consequences that one command can have. Each kills a lineage, voids its credit or demands other probes of it, shuts
 * down a lab, pays for a tier of a run, or sets throttles, and none of that happens twice to one of them for one reason.
 */
export const roundsMax = ({ lineages, labs, runs, deployments }: KernelState): number =>
  REASONS_MAX * (1 + lineages.size + labs.size + runs.size + deployments.size);

/** More than there are reasons for one of them. */
const REASONS_MAX = 16;
