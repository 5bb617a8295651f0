import { type Digest, digestOfValue, PlimsollError } from "@plimsoll/foundation";
import type { Site } from "../site/site.ts";

/** The first public pool that may still serve this lineage (K-65). */
export function nextPublicPool(site: Site, lineage: string): string {
  const uses = site.state.lineages.get(lineage)?.probeSetUses ?? {};
  return publicPoolWhere((pool) => (uses[poolDigest(pool)] ?? 0) < site.policy.probeSetUses);
}

/** The public pool that was registered, by its digest. Throws `PROBE_SET_DIFFERS` where it is none. */
export const poolOf = (probeSet: Digest): string => publicPoolWhere((pool) => poolDigest(pool) === probeSet);

/** What a public pool is registered by: its name, which is all there is to it. */
export const poolDigest = (pool: string): Digest => digestOfValue({ pool });

/** Of an examination whose pools are not those at hand. */
export const otherPools = (): PlimsollError =>
  new PlimsollError({
    code: "PROBE_SET_DIFFERS",
    expected: "the pools with which the open examination was registered",
    received: "others: it is another prober's, or its seal was changed",
    fix: "let that prober finish it, or leave it to its deadline",
  });

const POOLS_MAX = 10_000;

function publicPoolWhere(isWanted: (pool: string) => boolean): string {
  for (let number = 1; number <= POOLS_MAX; number += 1) if (isWanted(`public-${number}`)) return `public-${number}`;
  throw otherPools();
}
