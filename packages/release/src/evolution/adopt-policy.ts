import { type Digest, digestOfValue, err, ok, type Result } from "@plimsoll/foundation";
import { type Policy, readPolicy } from "../policy/policy.ts";
import { type ChangeWarrant, type LockRefusal, lockOf } from "./change-lock.ts";
import { type PolicyChange, policyChanges } from "./policy-direction.ts";
import { type ChangeDirection, worstDirection } from "./safeguards-direction.ts";

export interface AdoptedPolicy {
  readonly policy: Digest;
  readonly direction: ChangeDirection;
  readonly changes: readonly PolicyChange[];
}

export type PolicyRefusal = LockRefusal | "POLICY_NOT_ITS_SUCCESSOR" | "POLICY_VERSION_NOT_HIGHER";

export const digestOfPolicy = (policy: Policy): Digest => digestOfValue(policy);

/**
 * May `after` follow `before`? Versions rise, each names the digest of the one before it, and the lock of the level opens.
 * @throws {PlimsollError} `RELEASE_POLICY_INVALID` for a candidate that is no policy.
 */
export function adoptPolicy(
  before: Policy,
  after: unknown,
  warrant: ChangeWarrant,
): Result<AdoptedPolicy, PolicyRefusal> {
  const candidate = readPolicy(after);
  if (candidate.previous !== digestOfPolicy(before)) return err("POLICY_NOT_ITS_SUCCESSOR");
  if (!isHigherVersion(candidate.version, before.version)) return err("POLICY_VERSION_NOT_HIGHER");
  const changes = policyChanges(before, candidate);
  const direction = worstDirection(changes.map((change) => change.direction));
  const policy = digestOfPolicy(candidate);
  const refusal = lockOf(warrant, {
    candidate: policy,
    direction,
    isOfArbitration: changes.some(isOfArbitration),
    isFusion: false,
    windowMs: before.evolution.arbitrationWindowMs,
  });
  return refusal === null ? ok({ policy, direction, changes }) : err(refusal);
}

/** Where the rules of arbitration and of self-change stand in a policy. */
const ARBITRATION_PATHS = [
  "/arbitration",
  "/evolution",
  "/duties/self-change",
  "/duties/arbitration",
  "/duties/evolution",
];

const isOfArbitration = ({ path }: PolicyChange): boolean =>
  ARBITRATION_PATHS.some((place) => path === place || path.startsWith(`${place}/`));

/** By major, then minor, then patch. */
function isHigherVersion(version: string, other: string): boolean {
  const [own, theirs] = [version, other].map((text) => text.split(".").map(Number)) as [number[], number[]];
  const place = own.findIndex((part, at) => part !== theirs[at]);
  return place !== -1 && (own[place] ?? 0) > (theirs[place] ?? 0);
}
