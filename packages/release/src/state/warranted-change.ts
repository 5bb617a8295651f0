import { type Digest, PlimsollError } from "@plimsoll/foundation";
import { adoptPolicy } from "../evolution/adopt-policy.ts";
import { adoptSafeguards } from "../evolution/adopt-safeguards.ts";
import type { ChangeWarrant } from "../evolution/change-lock.ts";
import { changeStatement, type Warrant } from "../evolution/change-warrant.ts";
import { digestOfSafeguards } from "../evolution/fuse.ts";
import { type CheckSignature, type KeysAdopted, ringAfter, signedBytes, signersOf } from "../evolution/key-ring.ts";
import type { Safeguard } from "../evolution/safeguard.ts";
import type { ChangeDirection } from "../evolution/safeguards-direction.ts";
import type { Level } from "../policy/level.ts";
import type { Policy } from "../policy/policy.ts";

/** A change of the rules on a site that has keys, with all that its lock asks for. */
export interface WarrantedChange {
  readonly sequence: number;
  readonly atMs: number;
  /** The highest level that was decided on the site before it. */
  readonly level: Level;
  /** Changes of the keys before it. */
  readonly keyChanges: number;
  /** Warranted changes before it. */
  readonly place: number;
  /** Null: nobody signed. */
  readonly warrant: Warrant | null;
  readonly why: string;
  readonly change:
    | { readonly what: "policy"; readonly before: Digest; readonly after: Digest; readonly direction: string }
    | {
        readonly what: "safeguards";
        readonly before: readonly Safeguard[];
        readonly after: readonly Safeguard[];
        readonly policy: Digest;
      };
}

/** What a replay of changes needs from outside. */
export interface ReplayMeans {
  readonly check: CheckSignature;
  /** Null where its bytes are not there or are no policy. MUST NOT throw. */
  readonly policyOf: (digest: Digest) => Policy | null;
  /** Whether rules of this digest ever shipped with the program. */
  readonly hasShipped: (part: "policy" | "safeguards", digest: Digest) => boolean;
}

/** Nothing can be checked: so nothing that was signed holds, and nothing shipped. */
export const NO_MEANS: ReplayMeans = { check: () => false, policyOf: () => null, hasShipped: () => false };

/** Why a change does not hold; null where it does. The same lock as when it was made. */
export function warrantFault(given: WarrantedChange, keys: readonly KeysAdopted[], means: ReplayMeans): string | null {
  const { warrant, place } = given;
  if (warrant === null || warrant.place !== place) return "CHANGE_NOT_SIGNED";
  const { ring } = ringAfter(keys.slice(0, given.keyChanges), means.check);
  const bytes = signedBytes(statementOf(given));
  const signers = signersOf(ring, bytes, warrant.signatures, means.check).map(({ keyId }) => keyId);
  if (signers.length === 0) return "CHANGE_NOT_SIGNED";
  const behind = { level: given.level, signers, votes: warrant.votes, nowMs: given.atMs };
  return given.change.what === "policy"
    ? policyFault(given.change, behind, means)
    : safeguardsFault(given.change, behind, means);
}

function statementOf({ change, why, place }: WarrantedChange): object {
  const [previous, candidate] =
    change.what === "policy"
      ? [change.before, change.after]
      : [digestOfSafeguards(change.before), digestOfSafeguards(change.after)];
  return changeStatement({ what: change.what, previous, candidate, why, place });
}

type PolicyPart = Extract<WarrantedChange["change"], { readonly what: "policy" }>;
type SafeguardsPart = Extract<WarrantedChange["change"], { readonly what: "safeguards" }>;

function policyFault(
  { before, after, direction }: PolicyPart,
  warrant: ChangeWarrant,
  { policyOf }: ReplayMeans,
): string | null {
  const [old, candidate] = [policyOf(before), policyOf(after)];
  if (old === null || candidate === null) return "CHANGE_POLICY_UNREADABLE";
  const adopted = adoptedOrNull(() => adoptPolicy(old, candidate, warrant));
  if (adopted === null) return "CHANGE_POLICY_UNREADABLE";
  if (!adopted.ok) return adopted.error;
  return isSaid(direction, adopted.value.direction) ? null : "CHANGE_DIRECTION_DIFFERS";
}

const isSaid = (said: string, found: ChangeDirection): boolean => said === found;

function safeguardsFault(
  { before, after, policy }: SafeguardsPart,
  warrant: ChangeWarrant,
  { policyOf }: ReplayMeans,
): string | null {
  const inForce = policyOf(policy);
  if (inForce === null) return "CHANGE_POLICY_UNREADABLE";
  const adopted = adoptSafeguards(before, after, warrant, inForce.evolution.arbitrationWindowMs);
  return adopted.ok ? null : adopted.error;
}

function adoptedOrNull<T>(adopt: () => T): T | null {
  try {
    return adopt();
  } catch (cause) {
    if (cause instanceof PlimsollError) return null;
    throw cause;
  }
}
