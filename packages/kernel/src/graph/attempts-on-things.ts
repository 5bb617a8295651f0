import { type FailedAttempts, mostFailures } from "../control/window-set.ts";
import type { Deployment } from "../state/deployment.ts";
import type { KernelState } from "../state/state.ts";
import { type CapabilityGraph, thingsIn } from "./graph.ts";

/** Windows that failed on the same things, under whatever name: another name for a system or for its nodes begins nothing anew (K-26). */
export const attemptsOnThings = (state: KernelState, graph: CapabilityGraph): FailedAttempts =>
  deploymentsOfThings(state, graph)
    .map(({ failedAttempts }) => failedAttempts)
    .reduce(mostFailures, {});

/** How many window sets are open on the same things. */
export const openOnThings = (state: KernelState, graph: CapabilityGraph): number =>
  deploymentsOfThings(state, graph).filter(({ openSet }) => openSet !== null).length;

function deploymentsOfThings(state: KernelState, graph: CapabilityGraph): readonly Deployment[] {
  const things = thingsKey(graph);
  return [...state.deployments.values()].filter((known) => thingsKey(known.graph) === things);
}

const thingsKey = (graph: CapabilityGraph): string => [...thingsIn(graph)].toSorted().join();
