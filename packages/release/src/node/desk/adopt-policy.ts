import { type Clock, type Digest, err, ok, PlimsollError, type Result } from "@plimsoll/foundation";
import { type AdoptedPolicy, adoptPolicy, type PolicyRefusal } from "../../evolution/adopt-policy.ts";
import { changeLogEntry } from "../../evolution/change-log.ts";
import { ARBITERS, type ChangeVote, type ChangeWarrant } from "../../evolution/change-lock.ts";
import { type PolicyChange, policyChanges } from "../../evolution/policy-direction.ts";
import { type ChangeDirection, worstDirection } from "../../evolution/safeguards-direction.ts";
import type { Level } from "../../policy/level.ts";
import { type Policy, readPolicy } from "../../policy/policy.ts";
import { caughtUp } from "../../state/caught-up.ts";
import { EMPTY_STATE } from "../../state/release-state.ts";
import { readReleaseStore } from "../store/read-store.ts";
import { withStore } from "../store/with-store.ts";
import {
  type ChangeAsked,
  type DeskRefusal,
  rulesOf,
  rulesInForce,
  unsigned,
  votesOn,
  warrantFor,
} from "./adopt-change.ts";
import { changeStatement } from "../../evolution/change-warrant.ts";
import { type Signature, signatureShape } from "../../evolution/key-ring.ts";
import { keyIn, signatureBy } from "./keys.ts";
import { implementationDigest } from "./implementation.ts";
import { digestOfPolicy, openDesk, policyBytes, policyNow } from "./open-desk.ts";
import { shipped } from "./shipped.ts";

/** The policy that the log says is in force. */
export interface PolicyInForce {
  readonly policy: Policy;
  readonly digest: Digest;
  /** The lock on its change is this level's. */
  readonly level: Level;
}

/** Throws `RELEASE_STORE_NOT_FOUND`. */
export function policyInForceAt(store: string): PolicyInForce {
  using reader = readReleaseStore(store);
  const state = caughtUp(EMPTY_STATE, reader);
  const { policy, level } = rulesOf(state, policyNow(state, reader, {}, shipped().policy));
  return { policy, digest: digestOfPolicy(policy), level };
}

/** What a policy would change, and what that asks for. */
export interface PolicyProposal {
  /** With the digest of the one in force as its previous one. */
  readonly policy: Policy;
  readonly digest: Digest;
  readonly changes: readonly PolicyChange[];
  readonly direction: ChangeDirection;
  readonly signaturesNeeded: number;
  /** Why it cannot be adopted, whoever signs; null where it can. */
  readonly refusal: PolicyRefusal | null;
  /** Beyond ASL-5: how the arbiters would vote now. */
  readonly votes: readonly ChangeVote[];
}

/** Reads a candidate against the policy in force. Throws `RELEASE_STORE_NOT_FOUND`, `RELEASE_POLICY_INVALID`. */
export function policyProposal(
  store: string,
  given: unknown,
  { isSuccessor, nowMs }: { readonly isSuccessor: boolean; readonly nowMs: number },
): PolicyProposal {
  using reader = readReleaseStore(store);
  const state = caughtUp(EMPTY_STATE, reader);
  const inForce = rulesOf(state, policyNow(state, reader, {}, shipped().policy));
  const read = readPolicy(given);
  const policy = isSuccessor ? { ...read, previous: digestOfPolicy(inForce.policy) } : read;
  const digest = digestOfPolicy(policy);
  const votes = votesOn(inForce, { candidate: digest, rules: { ...inForce, policy } }, nowMs);
  const behind = { level: inForce.level, signers: ["person-1", "person-2"], votes, nowMs };
  const adopted = adoptPolicy(inForce.policy, policy, behind);
  const changes = policyChanges(inForce.policy, policy);
  const direction = worstDirection(changes.map((change) => change.direction));
  return {
    policy,
    digest,
    changes,
    direction,
    signaturesNeeded: isLockedByTwo(inForce.policy, policy, behind) ? 2 : 1,
    refusal: adopted.ok ? null : adopted.error,
    votes,
  };
}

/** However the arbiters vote: would one signature be too few? */
function isLockedByTwo(
  before: Policy,
  after: Policy,
  { level, nowMs }: Pick<ChangeWarrant, "level" | "nowMs">,
): boolean {
  const candidate = digestOfPolicy(after);
  const votes = ARBITERS.map((by) => ({ by, candidate, colour: "GREEN" as const, reasons: ["supposed"], atMs: nowMs }));
  const adopted = adoptPolicy(before, after, { level, nowMs, votes, signers: ["person-1"] });
  return !adopted.ok && adopted.error === "CHANGE_NOT_SIGNED_BY_TWO";
}

/** Throws `SIGNATURE_UNREADABLE` for what is none. */
export function readSignature(value: unknown): Signature {
  const parsed = signatureShape.parse(value);
  if (parsed.ok) return parsed.value;
  throw new PlimsollError({
    code: "SIGNATURE_UNREADABLE",
    expected: `a signature (${parsed.error.path}: ${parsed.error.expected})`,
    received: parsed.error.received,
    fix: "make it anew: plimsoll release policy sign",
  });
}

/** A signature for a candidate, to be given with the others when it is adopted. Throws `KEY_MALFORMED`, `RELEASE_POLICY_INVALID`. */
export function signPolicy(
  store: string,
  { candidate, why, key }: { readonly candidate: unknown; readonly why: string; readonly key: string },
): Signature {
  using reader = readReleaseStore(store);
  const state = caughtUp(EMPTY_STATE, reader);
  const { policy, place } = rulesOf(state, policyNow(state, reader, {}, shipped().policy));
  const [previous, digest] = [digestOfPolicy(policy), digestOfPolicy(readPolicy(candidate))];
  return signatureBy(keyIn(key), changeStatement({ what: "policy", previous, candidate: digest, why, place }));
}

/**
 * Puts a policy in force, with the signatures and votes that its lock asks for. The next evaluation and the gate are bound by it.
 * Throws `RELEASE_POLICY_INVALID`, `KEY_MALFORMED`.
 */
export async function adoptPolicyAt(
  store: string,
  { candidate, ...asked }: ChangeAsked & { readonly candidate: unknown },
  clock: Clock,
): Promise<Result<AdoptedPolicy, PolicyRefusal | DeskRefusal>> {
  const after = readPolicy(candidate);
  return withStore(store, (held) => {
    openDesk(held, shipped(), implementationDigest(), clock.wallMs());
    const inForce = rulesInForce(held);
    const [previous, digest] = [digestOfPolicy(inForce.policy), digestOfPolicy(after)];
    const rules = { ...inForce, policy: after };
    const made = warrantFor(held, inForce, { what: "policy", previous, candidate: digest, rules }, asked, clock);
    const refusal = unsigned(held, made.names, asked.why);
    if (refusal !== null) return err(refusal);
    const adopted = adoptPolicy(inForce.policy, after, made.behind);
    if (!adopted.ok) return err(adopted.error);
    record(held.store, { after, why: asked.why, previous, adopted: adopted.value, ...made });
    return ok(adopted.value);
  });
}

type Recorded = Pick<ReturnType<typeof warrantFor>, "warrant" | "names" | "behind"> & {
  readonly after: Policy;
  readonly why: string;
  readonly previous: Digest;
  readonly adopted: AdoptedPolicy;
};

function record(
  store: Parameters<Parameters<typeof withStore>[1]>[0]["store"],
  { after, why, previous, adopted, warrant, names, behind }: Recorded,
): void {
  const { policy, direction, changes } = adopted;
  const own = { subject: null, evaluation: null };
  const body = { policy, version: after.version, previous, by: names, why, direction, warrant };
  const logged = changeLogEntry({ safeguards: { before: [], after: [] }, policy: changes, who: names.join(", "), why });
  store.putBlobs([policyBytes(after)]);
  store.append(
    [
      { ...own, kind: "policy.adopted", body },
      { ...own, kind: "change.logged", body: logged },
    ],
    behind.nowMs,
  );
}
