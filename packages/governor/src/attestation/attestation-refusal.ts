import { err, type FaultDetail, type Result } from "@plimsoll/foundation";

/** Why evidence about an artifact or a node is none, in order of precedence. */
export const ATTESTATION_REFUSALS = [
  "ATTESTATION_MALFORMED",
  "ATTESTATION_SIGNATURE_INVALID",
  "ATTESTATION_PREDICATE_UNEXPECTED",
  "ATTESTATION_SUBJECT_MISMATCH",
  "ATTESTATION_SIGNER_UNTRUSTED",
  "ATTESTATION_NOT_FRESH",
  "ATTESTATION_NONCE_MISMATCH",
  "ATTESTATION_CLAIM_UNEXPECTED",
] as const;

/** Stable names of those refusals. */
export type AttestationRefusalCode = (typeof ATTESTATION_REFUSALS)[number];

/** Why an attestation is not taken, and what to do. */
export type AttestationRefusal = Omit<FaultDetail, "cause"> & { readonly code: AttestationRefusalCode };

export const unattested = (
  code: AttestationRefusalCode,
  expected: string,
  received: string,
): Result<never, AttestationRefusal> => err({ code, expected, received, fix: FIX[code] });

const FIX: Readonly<Record<AttestationRefusalCode, string>> = {
  ATTESTATION_MALFORMED: "give the file as its maker wrote it",
  ATTESTATION_SIGNATURE_INVALID: "have it signed by a key that is trusted here",
  ATTESTATION_PREDICATE_UNEXPECTED: "give evidence of the kind that is asked for",
  ATTESTATION_SUBJECT_MISMATCH: "give the evidence of this very artifact",
  ATTESTATION_SIGNER_UNTRUSTED: "name the builder or identity as trusted, if it is",
  ATTESTATION_NOT_FRESH: "attest anew",
  ATTESTATION_NONCE_MISMATCH: "attest anew, with the nonce that was asked for",
  ATTESTATION_CLAIM_UNEXPECTED: "do not rely on this node until its verifier says otherwise",
};
