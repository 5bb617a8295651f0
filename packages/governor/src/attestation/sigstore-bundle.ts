import { type Digest, ok, PlimsollError, type Result } from "@plimsoll/foundation";
import { type BundleWithDsseEnvelope, bundleFromJSON, isBundleWithDsseEnvelope } from "@sigstore/bundle";
import { TrustedRoot } from "@sigstore/protobuf-specs";
import { type Signer, toSignedEntity, toTrustMaterial, type TrustMaterial, Verifier } from "@sigstore/verify";
import { type AttestationRefusal, unattested } from "./attestation-refusal.ts";
import { IN_TOTO_PAYLOAD_TYPE, quoted, readStatement, type VerifiedStatement } from "./in-toto-statement.ts";

/** The authorities whose word counts, from a `trusted_root.json` (Sigstore protobuf-specs, TrustedRoot). */
export type SigstoreTrust = TrustMaterial;

/** Throws `TRUSTED_ROOT_MALFORMED` for what is no trusted root with at least one log and one certificate authority. */
export function sigstoreTrustFrom(trustedRoot: unknown): SigstoreTrust {
  try {
    const root = TrustedRoot.fromJSON(trustedRoot);
    const isUsable = root.certificateAuthorities.length > 0 && root.tlogs.length > 0 && root.ctlogs.length > 0;
    if (isUsable) return toTrustMaterial(root);
  } catch (cause) {
    throw malformedRoot(cause);
  }
  throw malformedRoot(undefined);
}

/** Whose signature counts. Both are compared as a whole, never as patterns. */
export interface SigstoreIdentity {
  /** Subject alternative name of the certificate: a workflow's URI, a mail address. */
  readonly subject: string;
  /** The OIDC issuer that vouched for it. */
  readonly issuer: string;
}

export interface ExpectedBundle {
  readonly identity: SigstoreIdentity;
  readonly predicateType: string;
  readonly artifact: Digest;
}

/**
 * Verifies a Sigstore bundle with an in-toto statement, offline: certificate chain, its time in the log, the log's inclusion, the signature
 * and who signed. Refusals: `ATTESTATION_MALFORMED`, `ATTESTATION_SIGNATURE_INVALID`, those of `readStatement`,
 * `ATTESTATION_SIGNER_UNTRUSTED`.
 *
 * @param bundle as parsed from JSON
 */
export function verifySigstoreBundle(
  bundle: unknown,
  trust: SigstoreTrust,
  { identity, predicateType, artifact }: ExpectedBundle,
): Result<VerifiedStatement, AttestationRefusal> {
  const unverified = envelopeBundle(bundle);
  if (unverified === null) {
    return unattested("ATTESTATION_MALFORMED", "a Sigstore bundle with one signature on a statement", "something else");
  }
  const signer = signerOf(unverified, trust);
  if (signer === null) {
    return unattested(
      "ATTESTATION_SIGNATURE_INVALID",
      "a bundle that the trusted root carries",
      "one that it does not",
    );
  }
  const { subjectAlternativeName: subject, extensions } = signer.identity ?? {};
  if (subject !== identity.subject || extensions?.issuer !== identity.issuer) {
    const received = `${quoted(subject)} of ${quoted(extensions?.issuer)}`;
    return unattested(
      "ATTESTATION_SIGNER_UNTRUSTED",
      `${quoted(identity.subject)} of ${quoted(identity.issuer)}`,
      received,
    );
  }
  const statement = readStatement(unverified.content.dsseEnvelope.payload, { predicateType, artifact });
  return statement.ok ? ok({ ...statement.value, signers: [identity.subject] }) : statement;
}

/** The verifier looks at the first signature alone, so there must be no other. */
function envelopeBundle(bundle: unknown): BundleWithDsseEnvelope | null {
  try {
    const read = bundleFromJSON(bundle);
    if (!isBundleWithDsseEnvelope(read)) return null;
    const { payloadType, signatures } = read.content.dsseEnvelope;
    return payloadType === IN_TOTO_PAYLOAD_TYPE && signatures.length === 1 ? read : null;
  } catch {
    return null;
  }
}

/** One entry in a log, one certificate timestamp and one time: none of them may be missing. */
const THRESHOLDS = { tlogThreshold: 1, ctlogThreshold: 1, timestampThreshold: 1 };

function signerOf(bundle: BundleWithDsseEnvelope, trust: SigstoreTrust): Signer | null {
  try {
    return new Verifier(trust, THRESHOLDS).verify(toSignedEntity(bundle));
  } catch {
    // Whatever the library throws at hostile input, it did not verify.
    return null;
  }
}

const malformedRoot = (cause: unknown): PlimsollError =>
  new PlimsollError({
    code: "TRUSTED_ROOT_MALFORMED",
    expected: "a trusted_root.json with a log, a certificate log and a certificate authority",
    received: "something else",
    fix: "give the file of the Sigstore instance that signed",
    cause,
  });
