import { openNote, type VerifiedSignature } from "../note/opened-note.ts";
import type { UnverifiedNote } from "../note/signed-note.ts";
import type { PolicyMember, PolicyWitness, TlogPolicy } from "./tlog-policy.ts";

/** A witness of the policy that cosigned, and when. */
export interface WitnessStatement {
  /** The name in the policy. */
  readonly name: string;
  /** POSIX seconds, above 0. */
  readonly timestampSeconds: number;
}

/** Whether enough witnesses of a policy signed. */
export interface QuorumAnswer {
  readonly met: boolean;
  /** The witnesses of the policy whose cosignature counts, in the order of the policy. */
  readonly signed: readonly WitnessStatement[];
}

/**
 * Whether enough witnesses cosigned a note. A bad signature of any witness of the policy spoils the note: nothing is met.
 * A cosignature without a time (0) counts for nothing: a witness owes the time (C2SP tlog-witness).
 * Says nothing of the log's own signature: `trustedCheckpoint` asks for both.
 */
export function quorumMet(policy: TlogPolicy, note: UnverifiedNote): QuorumAnswer {
  const opened = openNote(
    note,
    policy.witnesses.map(({ verifier }) => verifier),
  );
  if (opened === "bad-signature") return { met: false, signed: [] };
  return quorumOf(policy, opened === "no-known-key" ? [] : opened.signatures);
}

/** The same, from signatures that were checked already. */
export function quorumOf({ witnesses, quorum }: TlogPolicy, signatures: readonly VerifiedSignature[]): QuorumAnswer {
  const signed = witnesses.flatMap((witness) => statementOf(witness, signatures));
  const names = new Set(signed.map(({ name }) => name));
  return { met: quorum === "none" || isMet(quorum, names), signed };
}

/** Of several cosignatures of one witness, the latest. */
function statementOf({ name, verifier }: PolicyWitness, signatures: readonly VerifiedSignature[]): WitnessStatement[] {
  const times = signatures.flatMap((signature) =>
    signature.verifier === verifier ? (signature.timestampSeconds ?? 0) : [],
  );
  const timestampSeconds = Math.max(0, ...times);
  return timestampSeconds > 0 ? [{ name, timestampSeconds }] : [];
}

const isMet = (member: PolicyMember, signed: ReadonlySet<string>): boolean =>
  member.kind === "witness"
    ? signed.has(member.name)
    : member.members.filter((each) => isMet(each, signed)).length >= member.threshold;
