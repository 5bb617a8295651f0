import { modelNamed, type ModelStatus, modelStatus } from "@plimsoll/evidence";
import { CLAIM_PPM, DIMENSIONS, type Dimension } from "@plimsoll/kernel";
import type { SiteView } from "./site-view.ts";

/** What the windows in force prove of one dimension, the worse of its two contexts. */
export interface DimensionView {
  readonly dimension: Dimension;
  /** The kernel's word on the claim of full power, 0.99. */
  readonly verdict: "proven" | "open" | "unproven";
  /** Lower confidence bound, ppm; null where nothing is proven, which is never 0 and never a pass. */
  readonly boundPpm: number | null;
  /** The share of controlled trials, ppm: shown, never decided on. */
  readonly pointPpm: number | null;
  readonly trials: number;
  readonly failures: number;
}

export interface EvidenceAge {
  /** When the newest window set on these weights closed, ms since 1970. */
  readonly newestClosedAt: number | null;
  /** When it is too old; null where it does not count already, or none is there. */
  readonly freshUntil: number | null;
}

/** The standing of a run or a deployment; null for a name that is neither. */
export function evidenceOf(view: SiteView, subject: string): ModelStatus | null {
  const model = modelNamed(view.state, subject);
  return model.ok && model.value.subject === subject
    ? modelStatus(view.state, view.site, model.value, view.nowMs)
    : null;
}

export const dimensionsOf = (status: ModelStatus | null): readonly DimensionView[] =>
  DIMENSIONS.map((dimension) => dimensionOf(dimension, status));

function dimensionOf(dimension: Dimension, status: ModelStatus | null): DimensionView {
  if (status === null)
    return { dimension, verdict: "unproven", boundPpm: null, pointPpm: null, trials: 0, failures: 0 };
  const { verdict, provenPpm, pointPpm, trials, failures } = status.dimensions[dimension];
  return {
    dimension,
    verdict: verdict[CLAIM_PPM.full] ?? "unproven",
    boundPpm: provenPpm,
    pointPpm,
    trials,
    failures,
  };
}

/** @param closedAt of the newest closed window set, or null */
export function evidenceAge({ site }: SiteView, status: ModelStatus | null, closedAt: number | null): EvidenceAge {
  const isStale = status === null || status.stale.length > 0;
  return {
    newestClosedAt: closedAt,
    freshUntil: closedAt === null || isStale ? null : closedAt + site.policy.evidenceTtlMs,
  };
}
