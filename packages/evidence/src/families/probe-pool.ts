import { RandomStream } from "@plimsoll/foundation";
import type { Family } from "@plimsoll/kernel";
import { FAMILY_TESTS } from "./family-tests.ts";
import type { Probe } from "./family-test.ts";

/** Probes of one family in one pool: more than twice what an examination asks, so that it asks none twice. */
export const PROBES_PER_POOL = 256;

/** Draws without a new probe after which a family has no more of them. */
const DRAWS_MAX = 100 * PROBES_PER_POOL;

/**
 * The distinct probes of a family that a pool's name stands for, always in the same order. A published pool has a published name; the name of one
 * that is kept back is a secret of whoever examines until the examination is over. A family has so many probes that pools hardly overlap.
 */
export function probesOf(family: Family, pool: string): readonly Probe[] {
  const random = RandomStream.from("family pool", pool, family);
  const probes = new Map<string, Probe>();
  for (let draws = 0; probes.size < PROBES_PER_POOL && draws < DRAWS_MAX; draws += 1) {
    const probe = FAMILY_TESTS[family].drawProbe(random);
    probes.set(JSON.stringify(probe), probe);
  }
  return [...probes.values()];
}
