import { utf8 } from "@plimsoll/foundation";
import type { NodeKey } from "../event/event.ts";
import type { Cryptography, Signer } from "../ports/cryptography.ts";

export interface CertificateSignature {
  readonly key: NodeKey;
  /** Ed25519, 64 bytes. */
  readonly signature: Uint8Array;
}

const DOMAIN = utf8("plimsoll mesh certificate 1\n");

/** What a member signs (spec/mesh.md, ME-41). `digest`: 64 hexadecimal digits. */
export const certificateMessage = (digest: string): Uint8Array => Buffer.concat([DOMAIN, Buffer.from(digest, "hex")]);

export const signCertificate = (digest: string, signer: Signer): CertificateSignature => ({
  key: signer.key,
  signature: signer.sign(certificateMessage(digest)),
});

export const isCertificateSignature = (
  digest: string,
  { key, signature }: CertificateSignature,
  crypto: Cryptography,
): boolean => crypto.verify(key, certificateMessage(digest), signature);
