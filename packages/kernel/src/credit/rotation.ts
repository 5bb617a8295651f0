import type { Digest } from "@plimsoll/foundation";
import type { Policy } from "../policy/policy.ts";
import type { Lineage } from "../state/lineage.ts";

/** More uses than any policy grants: a set that was learnt by heart is worn out at once. */
const WORN_OUT = 1_000_000;

/** Whether a probe set has served the lineage as often as it may (K-65). */
export const probeSetIsWorn = (
  { probeSetUses }: Pick<Lineage, "probeSetUses">,
  probeSet: Digest,
  policy: Pick<Policy, "probeSetUses">,
): boolean => (probeSetUses[probeSet] ?? 0) >= policy.probeSetUses;

/** Counts one window set or examination that the probe set serves. */
export const withProbeSetUse = (lineage: Lineage, probeSet: Digest): Lineage =>
  withUses(lineage, probeSet, (lineage.probeSetUses[probeSet] ?? 0) + 1);

/** Whether the probe set was withdrawn for good, which only overfitting does. */
export const isWithdrawn = ({ probeSetUses }: Lineage, probeSet: Digest): boolean =>
  (probeSetUses[probeSet] ?? 0) >= WORN_OUT;

export const withdrawn = (lineage: Lineage, probeSet: Digest): Lineage => withUses(lineage, probeSet, WORN_OUT);

const withUses = (lineage: Lineage, probeSet: Digest, uses: number): Lineage => ({
  ...lineage,
  probeSetUses: { ...lineage.probeSetUses, [probeSet]: uses },
});
