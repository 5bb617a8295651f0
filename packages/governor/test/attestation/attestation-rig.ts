import { generateKeyPairSync, sign } from "node:crypto";
import { digestOfValue } from "@plimsoll/foundation";
import {
  preAuthenticationEncoding,
  signEnvelope,
  type SigningKey,
  signingKeyFromSeed,
} from "@plimsoll/foundation/node";
import { IN_TOTO_PAYLOAD_TYPE } from "../../src/attestation/in-toto-statement.ts";
import { trustedKeyFromPem } from "../../src/attestation/trusted-key.ts";

export const ARTIFACT = digestOfValue("the weights that were built");
export const OTHER = digestOfValue("other weights");

export const keyOf = (byte: number): SigningKey => signingKeyFromSeed(new Uint8Array(32).fill(byte));

export const BUILDER = "https://build.example/builder@v1";

export const statementOn = (artifact: string, over: object = {}) => ({
  _type: "https://in-toto.io/Statement/v1",
  subject: [{ name: "model", digest: { sha256: artifact.slice("sha256:".length) } }],
  predicateType: "https://slsa.dev/provenance/v1",
  predicate: {
    buildDefinition: { buildType: "https://build.example/type/v1", externalParameters: {} },
    runDetails: { builder: { id: BUILDER }, metadata: { invocationId: "1" } },
  },
  ...over,
});

export const envelopeOf = (statement: unknown, ...keys: SigningKey[]) =>
  signEnvelope(IN_TOTO_PAYLOAD_TYPE, Buffer.from(JSON.stringify(statement) ?? ""), keys);

/** A key of the kind that build systems use. */
export function ecdsaKey(namedCurve: string, digestName: string) {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve });
  return {
    trusted: () => trustedKeyFromPem(publicKey.export({ format: "pem", type: "spki" }).toString()),
    envelope: (statement: unknown, keyid = "") => {
      const payload = Buffer.from(JSON.stringify(statement) ?? "");
      const message = preAuthenticationEncoding(IN_TOTO_PAYLOAD_TYPE, payload);
      const sig = sign(digestName, message, privateKey).toString("base64");
      return { payloadType: IN_TOTO_PAYLOAD_TYPE, payload: payload.toString("base64"), signatures: [{ keyid, sig }] };
    },
  };
}
