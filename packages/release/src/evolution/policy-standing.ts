import type { Digest } from "@plimsoll/foundation";
import type { Policy } from "../policy/policy.ts";
import { hasShipped, type ShippedDigests } from "../policy/shipped-digests.ts";
import { policyDirection } from "./policy-direction.ts";

/** The rules of a program: what ships with it now, and what ever did. */
export interface Shipping {
  readonly policy: Policy;
  readonly digests: ShippedDigests;
}

/** Whose policy it is: one that shipped, one that is nowhere looser than what ships now, or another. */
export type PolicyStanding = "shipped" | "stricter" | "other";

export function policyStanding(policy: Policy, digest: Digest, { policy: now, digests }: Shipping): PolicyStanding {
  if (hasShipped(digests, "policy", digest)) return "shipped";
  return policyDirection(now, policy) === "looser" ? "other" : "stricter";
}
