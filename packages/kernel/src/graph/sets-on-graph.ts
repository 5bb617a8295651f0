import type { Digest } from "@plimsoll/foundation";
import type { WindowSet } from "../control/window-set.ts";
import type { Deployment } from "../state/deployment.ts";
import type { KernelState } from "../state/state.ts";

/** Window sets on one graph, whichever deployment of it was probed, and whether that one has ended. */
interface SetsOnGraph {
  readonly open: readonly WindowSet[];
  /** The last two that closed; of several that closed with the second nobody knows which came first, and all are in here. */
  readonly newest: readonly WindowSet[];
}

export function setsOnGraph(state: KernelState, graphDigest: Digest): SetsOnGraph {
  const deployments = byGraph(state.deployments).get(graphDigest) ?? [];
  const named = (names: readonly (string | null)[]): readonly WindowSet[] =>
    names.flatMap((name) => state.windowSets.get(name ?? "") ?? []).filter(({ digest }) => digest === graphDigest);
  const closed = named(deployments.flatMap(({ lastSets }) => lastSets)).toSorted(
    (left, right) => closedAt(right) - closedAt(left),
  );
  const second = closed[1];
  return {
    open: named(deployments.map(({ openSet }) => openSet)),
    newest: closed.filter((set) => second === undefined || closedAt(set) >= closedAt(second)),
  };
}

const closedAt = (set: WindowSet): number => set.closedAt ?? 0;

/** A tick asks for every deployment: they are ordered by their graphs once. */
const known = new WeakMap<KernelState["deployments"], ReadonlyMap<Digest, readonly Deployment[]>>();

function byGraph(deployments: KernelState["deployments"]): ReadonlyMap<Digest, readonly Deployment[]> {
  const before = known.get(deployments);
  if (before !== undefined) return before;
  const graphs = Map.groupBy(deployments.values(), ({ graphDigest }) => graphDigest);
  known.set(deployments, graphs);
  return graphs;
}
