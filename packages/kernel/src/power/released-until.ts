import { thingsIn } from "../graph/graph.ts";
import type { Deployment } from "../state/deployment.ts";
import type { ReleaseVerdict } from "../state/release-verdict.ts";
import type { KernelState } from "../state/state.ts";

/**
 * When the release of a deployed system to anybody outside its lab ends by itself: with the first of the verdicts on its graph and
 * on what is in it (K-100). Null where it is not released at the instant: where nothing of it was judged, or where any verdict is not
 * green or has ended.
 *
 * @param nowMs milliseconds since 1970, by the site's sequencer
 */
export function releasedUntil(
  { releases }: Pick<KernelState, "releases">,
  { graph, graphDigest }: Pick<Deployment, "graph" | "graphDigest">,
  nowMs: number,
): number | null {
  const verdicts = [graphDigest, ...thingsIn(graph)].flatMap((part) => releases.get(part) ?? []);
  if (verdicts.length === 0 || !verdicts.every((verdict) => isGreen(verdict, nowMs))) return null;
  return Math.min(...verdicts.map(({ expiresAt }) => expiresAt));
}

const isGreen = ({ level, expiresAt }: ReleaseVerdict, nowMs: number): boolean =>
  level === "green" && nowMs < expiresAt;
