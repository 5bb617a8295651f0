import type { RandomStream } from "@plimsoll/foundation";
import type { Site } from "@plimsoll/governor";
import type { Policy } from "@plimsoll/kernel";
import type { SimulatedSite, SiteLife } from "../site/simulated-site.ts";
import { TRIAL_POLICY } from "../trial/settings.ts";
import type { Yard } from "../trial/yard.ts";
import { guarded } from "./guarded.ts";

/** Longer than a change waits: the next one would withdraw it. */
const SITTING_MS = 420_000;

/**
 * Those who choose the numbers of a site. They narrow one, and ask later to widen it back: both together, which waits for its delay,
 * or one alone, who may narrow and nothing else.
 */
export class PolicyBoard {
  readonly #random: RandomStream;

  constructor({ name }: SimulatedSite, { world }: Yard) {
    this.#random = world.random("board", name);
  }

  begin({ process, site }: SiteLife): void {
    process.every(SITTING_MS, () => {
      guarded(() => this.#sit(site));
    });
  }

  #sit(site: Site): void {
    const isNarrowing = this.#random.chance(1, 2);
    const policy = isNarrowing ? narrower(site.policy, this.#random) : TRIAL_POLICY;
    const signers = this.#random.chance(1, 3) ? ["operator-1"] : ["operator-1", "operator-2"];
    site.submitAs(`board/${site.state.entryCount}`, { type: "policy.change", policy }, signers);
  }
}

/** With a tenth less of something that grants, but never below half of what it was at first. */
function narrower(policy: Policy, random: RandomStream): Policy {
  const less = (now: number, atFirst: number): number => Math.max(Math.ceil(atFirst / 2), now - Math.ceil(now / 10));
  const { tokenTtlMs, perHeadMicroCu, evidenceTtlMs, attestationTtlMs } = policy;
  const changes: readonly Partial<Policy>[] = [
    { tokenTtlMs: { ...tokenTtlMs, tier1: less(tokenTtlMs.tier1, TRIAL_POLICY.tokenTtlMs.tier1) } },
    { perHeadMicroCu: less(perHeadMicroCu, TRIAL_POLICY.perHeadMicroCu) },
    { evidenceTtlMs: less(evidenceTtlMs, TRIAL_POLICY.evidenceTtlMs) },
    { attestationTtlMs: less(attestationTtlMs, TRIAL_POLICY.attestationTtlMs) },
  ];
  return { ...policy, ...changes[random.below(changes.length)] };
}
