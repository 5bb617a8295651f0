import { err, ok, PlimsollError, type Result } from "@plimsoll/foundation";
import { verifyInclusion } from "../merkle/inclusion-proof.ts";
import { leafHash } from "../merkle/tree-hash.ts";
import { noteVerifierFromVkey } from "../note/note-verifier.ts";
import { SIGNATURE_TYPE } from "../note/verifier-key.ts";
import type { TlogPolicy } from "../policy/tlog-policy.ts";
import { type TrustedCheckpoint, trustedCheckpoint } from "../policy/trusted-checkpoint.ts";
import { parseTlogProof } from "./tlog-proof.ts";

/** What to check, and whom to trust: a policy, or one log key alone. */
export type ProofToCheck = ProofOfLeaf & ({ readonly policy: TlogPolicy } | { readonly logKey: string });

interface ProofOfLeaf {
  /** The text of a `.tlog-proof` file. */
  readonly proof: string;
  /** The bytes of the entry, as the reader has them; never those that came with the proof. */
  readonly leaf: Uint8Array;
}

/** The leaf stands at this index of the log that the checkpoint names. */
export interface CheckedProof {
  /** From 0. */
  readonly index: number;
  readonly checkpoint: TrustedCheckpoint;
  /** Not authenticated by anything. */
  readonly extra: Uint8Array | null;
}

/**
 * Checks a proof offline, with public keys only (C2SP tlog-proof). Refusals, in this order: `PROOF_MALFORMED`,
 * `KEY_MISMATCH`, `SIGNATURE_INVALID`, `QUORUM_NOT_MET`, `PROOF_INVALID` (the leaf is not at that index of that tree).
 * Throws `KEY_MALFORMED` for a `logKey` that is no vkey of a log: then nothing was checked.
 */
export function checkProof(check: ProofToCheck): Result<CheckedProof, PlimsollError> {
  const policy = "policy" in check ? check.policy : logKeyPolicy(check.logKey);
  const parsed = parseTlogProof(check.proof);
  if (!parsed.ok) return parsed;
  const { index, inclusionProof, extra } = parsed.value;
  const checkpoint = trustedCheckpoint(policy, parsed.value.checkpoint);
  if (!checkpoint.ok) return checkpoint;
  const claim = { index, leafHash: leafHash(check.leaf), size: checkpoint.value.size, root: checkpoint.value.root };
  return verifyInclusion(claim, inclusionProof)
    ? ok({ index, checkpoint: checkpoint.value, extra })
    : err(proofInvalid(index, checkpoint.value));
}

/** The policy that trusts one log key and asks for no witness. Throws `KEY_MALFORMED`. */
export function logKeyPolicy(vkey: string): TlogPolicy {
  const verifier = noteVerifierFromVkey(vkey);
  if (verifier.type === SIGNATURE_TYPE.ed25519Cosignature) throw witnessKey(verifier.name);
  return { logs: [{ verifier, url: null }], witnesses: [], quorum: "none" };
}

const proofInvalid = (index: number, { origin, size }: TrustedCheckpoint): PlimsollError =>
  new PlimsollError({
    code: "PROOF_INVALID",
    expected: `a path from the entry at index ${index} to the root of ${JSON.stringify(origin)} at size ${size}`,
    received: "hashes that do not lead there",
    fix: "the entry is another one than the log has there; do not rely on it",
  });

const witnessKey = (name: string): PlimsollError =>
  new PlimsollError({
    code: "KEY_MALFORMED",
    expected: "a log key of type 0x01 or 0x06",
    received: `the witness key of ${name}`,
    fix: "give the vkey of the log",
  });
