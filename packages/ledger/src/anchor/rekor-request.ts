import { createPublicKey, hash, type KeyObject, sign } from "node:crypto";
import { PlimsollError, utf8 } from "@plimsoll/foundation";

/** The body of `POST /api/v2/log/entries` of Rekor v2 for an entry `hashedrekord` 0.0.2. Bytes are base64, as protobuf's JSON has them. */
export interface RekorRequest {
  readonly hashedRekordRequestV002: {
    /** SHA-256 of the artifact. */
    readonly digest: string;
    readonly signature: {
      /** ECDSA over the digest, in DER. */
      readonly content: string;
      readonly verifier: {
        /** SubjectPublicKeyInfo in DER. */
        readonly publicKey: { readonly rawBytes: string };
        readonly keyDetails: "PKIX_ECDSA_P256_SHA_256";
      };
    };
  };
}

/**
 * The request that records a checkpoint: the artifact is the signed note, byte for byte, so `sha256sum checkpoint` finds it.
 *
 * The key is an ECDSA key on P-256 made for this: an entry of this kind is verified from the digest alone, which pure Ed25519,
 * the log's own kind, cannot be. What it signs says nothing that the note does not. Throws `KEY_MALFORMED` for another key.
 */
export function rekorRequest(checkpoint: string, privateKey: KeyObject): RekorRequest {
  if (privateKey.type !== "private" || privateKey.asymmetricKeyDetails?.namedCurve !== "prime256v1") {
    throw keyMalformed(privateKey);
  }
  const artifact = utf8(checkpoint);
  const publicKey = createPublicKey(privateKey).export({ format: "der", type: "spki" });
  return {
    hashedRekordRequestV002: {
      digest: hash("sha256", artifact, "base64"),
      signature: {
        content: sign("sha256", artifact, privateKey).toString("base64"),
        verifier: { publicKey: { rawBytes: publicKey.toString("base64") }, keyDetails: "PKIX_ECDSA_P256_SHA_256" },
      },
    },
  };
}

const keyMalformed = ({ type, asymmetricKeyType }: KeyObject): PlimsollError =>
  new PlimsollError({
    code: "KEY_MALFORMED",
    expected: "an ECDSA private key on the curve P-256",
    received: `a ${type} key of type ${asymmetricKeyType ?? "none"}`,
    fix: "make one: openssl ecparam -name prime256v1 -genkey -noout -out anchor-key.pem",
  });
