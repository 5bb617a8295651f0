import type { Clock, Digest } from "@plimsoll/foundation";
import type { ChangeVote, ChangeWarrant, LockRefusal } from "../../evolution/change-lock.ts";
import { changeStatement, type Warrant } from "../../evolution/change-warrant.ts";
import { type Signature, signedBytes, signersOf, verifierOf } from "../../evolution/key-ring.ts";
import type { Safeguard } from "../../evolution/safeguard.ts";
import { isAtLeast, type Level } from "../../policy/level.ts";
import type { Policy } from "../../policy/policy.ts";
import { proseShape } from "../../policy/shapes.ts";
import type { ReleaseState } from "../../state/release-state.ts";
import type { HeldStore } from "../store/with-store.ts";
import { changeVotes, type RuleSet } from "./adopt-votes.ts";
import { checkSignature, keyIn, ringOf, signatureBy } from "./keys.ts";
import { policyNow } from "./open-desk.ts";
import { shipped } from "./shipped.ts";

/** Why the desk did not make a change, beside what its lock says. */
export type DeskRefusal = LockRefusal | "CHANGE_NOT_SIGNED" | "CHANGE_REASON_MALFORMED" | "KEYS_NOT_ADOPTED";

/** Who asks for a change, and why. */
export interface ChangeAsked {
  readonly why: string;
  /** Files of the keys that sign. */
  readonly keys: readonly string[];
  /** Made elsewhere, over the same text. */
  readonly signatures?: readonly Signature[];
}

/** The rules in force, without what the environment adds for a time. */
export interface RulesInForce extends RuleSet {
  readonly level: Level;
  readonly place: number;
}

export const rulesInForce = ({ store, state }: Pick<HeldStore, "store" | "state">): RulesInForce =>
  rulesOf(state(), policyNow(state(), store, {}, shipped().policy));

export const rulesOf = (state: ReleaseState, policy: Policy): RulesInForce => ({
  policy,
  safeguards: safeguardsOf(state),
  level: state.highestLevel,
  place: state.warranted.length,
});

export const safeguardsOf = ({ safeguards }: ReleaseState): readonly Safeguard[] =>
  safeguards.sorted().map(([, safeguard]) => safeguard);

export interface Candidate {
  readonly what: "policy" | "safeguards";
  readonly previous: Digest;
  readonly candidate: Digest;
  readonly rules: RuleSet;
}

/** What stands behind a change: signatures that were made just now, and beyond ASL-5 the votes. */
export interface MadeWarrant {
  readonly warrant: Warrant;
  readonly behind: ChangeWarrant;
  readonly names: readonly string[];
}

/** Signs with the keys that are given, and asks the arbiters where the level asks for them. Throws `KEY_MALFORMED`. */
export function warrantFor(
  held: HeldStore,
  inForce: RulesInForce,
  candidate: Candidate,
  { why, keys, signatures: given = [] }: ChangeAsked,
  clock: Clock,
): MadeWarrant {
  const { place, level } = inForce;
  const { what, previous } = candidate;
  const statement = changeStatement({ what, previous, candidate: candidate.candidate, why, place });
  const signatures = [...given, ...keys.map((file) => signatureBy(keyIn(file), statement))];
  const signers = signersOf(ringOf(held.state()), signedBytes(statement), signatures, checkSignature);
  const nowMs = clock.wallMs();
  const votes = votesOn(inForce, candidate, nowMs);
  const verify = verifierOf(ringOf(held.state()), checkSignature);
  const holds = ({ keyId, signature }: Signature): boolean => verify(keyId, signedBytes(statement), signature);
  const known = signers.flatMap(({ keyId }) => signatures.find((each) => each.keyId === keyId && holds(each)) ?? []);
  return {
    warrant: { place, signatures: known, votes: [...votes] },
    behind: { level, signers: signers.map(({ keyId }) => keyId), votes, nowMs },
    names: signers.map(({ name }) => name),
  };
}

/** Below BEYOND nobody is asked: the lock of these levels is people's signatures. */
export const votesOn = (
  inForce: RulesInForce,
  { candidate, rules }: Pick<Candidate, "candidate" | "rules">,
  nowMs: number,
): readonly ChangeVote[] => (isAtLeast(inForce.level, "BEYOND") ? changeVotes(inForce, rules, candidate, nowMs) : []);

/** A change is somebody's, also a tightening, and has a reason that can be read. */
export function unsigned(held: HeldStore, names: readonly string[], why: string): DeskRefusal | null {
  if (!proseShape.parse(why).ok) return "CHANGE_REASON_MALFORMED";
  if (ringOf(held.state()).length === 0) return "KEYS_NOT_ADOPTED";
  return names.length === 0 ? "CHANGE_NOT_SIGNED" : null;
}
