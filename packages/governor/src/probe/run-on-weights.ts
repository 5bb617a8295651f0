import { type Digest, PlimsollError } from "@plimsoll/foundation";
import type { Tier } from "@plimsoll/kernel";
import type { Site } from "../site/site.ts";

/** Weights that are to be probed for a lab. */
export interface WeightsOfLab {
  readonly lab: string;
  readonly lineage: string;
  readonly tier: Tier;
  readonly digest: Digest;
  /** FLOP that went into them, in decimal digits; null when nobody knows, which counts as the most. */
  readonly trainedFlop: string | null;
  readonly flopPerSecondMax: string;
}

/**
 * The open run of the lineage whose newest weights these are; else a new one on them. A run that only serves probing has no power until its
 * evidence gives it some; what it reserved goes back by itself (K-14). Throws `WEIGHTS_DIFFER` while the lineage has an open run on other weights.
 */
export function runOnWeights(site: Site, weights: WeightsOfLab): string {
  const { lab, lineage, tier, digest, trainedFlop, flopPerSecondMax } = weights;
  const runs = site.state.lineages.get(lineage)?.runs ?? [];
  const open = runs.find((run) => site.state.runs.get(run)?.ended === false);
  if (open !== undefined) return sameWeights(site, open, digest);
  const run = `${lineage}-run-${runs.length + 1}`;
  site.must(`run.start:${run}`, {
    type: "run.start",
    run,
    lab,
    lineage,
    tier,
    domain: "general",
    basis: { kind: "weights", digest, trainedFlop },
    datasets: [],
    flopPerSecondMax,
  });
  return run;
}

/** The run, whose newest weights must be these: evidence is about bytes. */
export function sameWeights(site: Site, run: string, digest: Digest): string {
  const head = site.state.runs.get(run)?.head ?? null;
  if (head === digest) return run;
  throw new PlimsollError({
    code: "WEIGHTS_DIFFER",
    expected: `the newest weights of "${run}", ${head ?? "of which there are none yet"}`,
    received: digest,
    fix: "hand in those weights, or name another --lineage",
  });
}
