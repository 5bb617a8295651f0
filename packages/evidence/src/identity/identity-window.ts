import { type Digest, RandomStream } from "@plimsoll/foundation";
import type { ProbeContext } from "../battery/probe-context.ts";
import { PROBES_PER_POOL } from "../families/probe-pool.ts";

/** The family that the two-repair experiment feeds. */
export const IDENTITY_FAMILY = "normative_identity";

/** One window of `normative_identity`, as its examination was registered and drawn. */
export interface IdentityWindow {
  readonly examination: string;
  readonly context: ProbeContext;
  readonly part: "public" | "held-out";
  /** Digest of the agent that is examined. */
  readonly digest: Digest;
  /** Names the finite pool that the seeds come from: the published one, or the one that was kept back. */
  readonly pool: string;
  /** The beacon's answer to the registration: which seeds of the pool are played. */
  readonly pulse: Digest;
  /** How many trials, as registered. */
  readonly trials: number;
}

/**
 * The seed of every trial, in order: trial i plays the i-th seed of the pool in the order that the pulse shuffles it into, and no seed comes
 * twice. The context is left out, as in every other family: both contexts play the same seeds. Whoever runs the experiment chooses nothing.
 */
export function identitySeeds({
  pool,
  pulse,
  trials,
}: Pick<IdentityWindow, "pool" | "pulse" | "trials">): readonly number[] {
  const seeds = [...seedsOf(pool, Math.max(PROBES_PER_POOL, 2 * trials))];
  const random = RandomStream.from("family order", pulse, pool, IDENTITY_FAMILY, 0);
  // Fisher, Yates: as far as seeds are wanted.
  for (let place = 0; place < trials; place += 1) {
    const other = place + random.below(seeds.length - place);
    [seeds[place], seeds[other]] = [seeds[other]!, seeds[place]!];
  }
  return seeds.slice(0, trials);
}

/** So many distinct seeds, from 0 to 2^32 - 1, that a pool's name stands for. */
function seedsOf(pool: string, size: number): ReadonlySet<number> {
  const random = RandomStream.from("family pool", pool, IDENTITY_FAMILY);
  const seeds = new Set<number>();
  while (seeds.size < size) seeds.add(random.uint32());
  return seeds;
}
