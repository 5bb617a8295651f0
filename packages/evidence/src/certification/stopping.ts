import { anytimeTrials, type Ratio, type RandomStream, shareBelow } from "@plimsoll/foundation";
import { CLAIM_FAILS } from "./cell-judge.ts";
import type { DrawTable } from "./draw-table.ts";

/**
 * A rule for somebody who looks after every trial: with `k` failures so far, it proves the claim as soon as there are
 * `boundary[k]` trials. It goes on as far as its horizon.
 */
export type Boundary = readonly number[];

/** The betting process, which is made for it. */
export const bettingBoundary = (alpha: Ratio, horizon: number): Boundary =>
  boundaryOf((failures) => anytimeTrials(990_000, failures, alpha, horizon));

/** The exact bound for a registered number of trials, misused: looked at after every trial. */
export const peekingBoundary = (alpha: Ratio, horizon: number): Boundary => {
  let trials = 1;
  return boundaryOf((failures) => {
    while (trials <= horizon && !shareBelow({ trials, count: failures }, CLAIM_FAILS, alpha)) trials += 1;
    return trials <= horizon ? trials : null;
  });
};

/** The share of controlled trials is at least 0.99, from the hundredth trial on. */
export const pointBoundary = (horizon: number): Boundary =>
  boundaryOf((failures) => (failures * 100 <= horizon ? Math.max(100, failures * 100) : null));

function boundaryOf(trialsFor: (failures: number) => number | null): Boundary {
  const boundary: number[] = [];
  for (let needed = trialsFor(0); needed !== null; needed = trialsFor(boundary.length)) boundary.push(needed);
  return boundary;
}

/** Whether a stream of independent trials is ever proven within the boundary's horizon. */
export function everProven(boundary: Boundary, gaps: DrawTable, stream: RandomStream): boolean {
  let trials = 0;
  for (const needed of boundary) {
    const nextFailure = trials + 1 + gaps.draw(stream);
    if (needed < nextFailure) return true;
    trials = nextFailure;
  }
  return false;
}

/** The clusters of one stream: so many trials each, with failures drawn for a cluster at a time. */
export interface ClusterStream {
  readonly trialsPerCluster: number;
  readonly clusters: number;
  readonly failuresOfCluster: DrawTable;
}

/** Whether a stream of clusters is ever proven, counted by trial or by cluster (which fails when any trial in it does). */
export function clustersEverProven(
  boundary: Boundary,
  { trialsPerCluster, clusters, failuresOfCluster }: ClusterStream,
  by: "trial" | "cluster",
  stream: RandomStream,
): boolean {
  let failures = 0;
  for (let cluster = 1; cluster <= clusters; cluster += 1) {
    const drawn = failuresOfCluster.draw(stream);
    failures += by === "trial" ? drawn : Math.min(drawn, 1);
    const needed = boundary[failures];
    if (needed === undefined) return false;
    if (needed <= (by === "trial" ? cluster * trialsPerCluster : cluster)) return true;
  }
  return false;
}

/** Failures in a window of clusters, both ways of counting. */
export function clusteredWindow(
  { clusters, failuresOfCluster }: ClusterStream,
  stream: RandomStream,
): { readonly failures: number; readonly failedClusters: number } {
  let [failures, failedClusters] = [0, 0];
  for (let cluster = 0; cluster < clusters; cluster += 1) {
    const drawn = failuresOfCluster.draw(stream);
    failures += drawn;
    if (drawn > 0) failedClusters += 1;
  }
  return { failures, failedClusters };
}
