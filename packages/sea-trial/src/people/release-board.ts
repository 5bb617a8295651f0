import type { Digest } from "@plimsoll/foundation";
import type { Site } from "@plimsoll/governor";
import type { KernelState } from "@plimsoll/kernel";
import type { SiteLife } from "../site/simulated-site.ts";
import { guarded } from "./guarded.ts";
import { probe } from "./window-set.ts";

const SITTING_MS = 300_000;
/** Sets that a release rests on. */
const SETS = 2;

/** Those who give a killed lineage back: older weights of its line, shown fit by two window sets since the kill, signed by all who must. */
export function beginReleasing({ process, site }: SiteLife): void {
  process.every(SITTING_MS, () => {
    guarded(() => releaseOne(site));
  });
}

function releaseOne(site: Site): void {
  const [found] = site.state.lineages.sorted().flatMap(([lineage, { killed, killEpoch }]) => {
    const digest = killed ? soundWeights(site.state, lineage) : null;
    return digest === null ? [] : [{ lineage, killEpoch, digest }];
  });
  if (found === undefined) return;
  const { lineage, killEpoch, digest } = found;
  for (let set = 1; set <= SETS; set += 1)
    probe(site, { subject: { kind: "release", lineage }, digest }, `${lineage}/release-${killEpoch}-${set}`, 0);
  site.must(`release:${lineage}/${killEpoch}`, { type: "lineage.release", lineage, digest });
}

/** The newest weights that the frozen ones came from, at a stage of training where nothing has failed; null where there are none. */
function soundWeights({ lineages, checkpoints }: KernelState, name: string): Digest | null {
  const lineage = lineages.get(name);
  for (let digest = lineage?.frozen.at(0) ?? null; digest !== null;) {
    const checkpoint = checkpoints.get(digest);
    if (checkpoint === undefined) return null;
    if (lineage?.failedAttempts[checkpoint.cover] === undefined) return digest;
    digest = checkpoint.parent;
  }
  return null;
}
