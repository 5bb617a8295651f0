import { type CborValue, decodeCbor, encodeCbor } from "../event/cbor.ts";
import { bytes, id, listOf, record } from "../event/field-codec.ts";
import type { OpenedCertificate } from "./certificate.ts";
import type { CertificateSignature } from "./certificate-signature.ts";

/** A certificate with signatures, as one node hands it to another. */
export interface SignedCertificate {
  readonly certificate: OpenedCertificate;
  /** By key, one of each. */
  readonly signatures: readonly CertificateSignature[];
}

/** Taken apart and not checked: the certificate's bytes and who claims to have signed them. */
export interface UnverifiedCertificate {
  readonly bytes: Uint8Array;
  readonly signatures: readonly CertificateSignature[];
}

/** One signature of each member of a large mesh. */
export const CERTIFICATE_SIGNATURES_MAX = 4096;

const fields = record<UnverifiedCertificate>({
  bytes,
  signatures: listOf(record<CertificateSignature>({ key: id, signature: bytes })),
});

/** The bytes of a certificate with its signatures. */
export const encodeSignedCertificate = (signed: SignedCertificate): Uint8Array =>
  encodeUnverifiedCertificate(unverified(signed));

export const encodeUnverifiedCertificate = (certificate: UnverifiedCertificate): Uint8Array =>
  encodeCbor(fields.pack(certificate));

export const unverified = ({ certificate, signatures }: SignedCertificate): UnverifiedCertificate => ({
  bytes: certificate.bytes,
  signatures,
});

/** Undefined for bytes that `encodeSignedCertificate` would not have made. */
export function decodeSignedCertificate(encoded: Uint8Array): UnverifiedCertificate | undefined {
  const value: CborValue | undefined = decodeCbor(encoded);
  if (value === undefined) return undefined;
  try {
    const taken = fields.unpack(value);
    return isInOrder(taken.signatures) ? taken : undefined;
  } catch (fault) {
    if (fault instanceof TypeError) return undefined;
    throw fault;
  }
}

const isInOrder = (signatures: readonly CertificateSignature[]): boolean =>
  signatures.length <= CERTIFICATE_SIGNATURES_MAX &&
  signatures.every(({ key }, place) => place === 0 || (signatures[place - 1]?.key ?? "") < key);
