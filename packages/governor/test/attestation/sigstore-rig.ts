import { generateKeyPairSync, hash, type KeyPairKeyObjectResult, sign } from "node:crypto";
import { bundleToJSON } from "@sigstore/bundle";
import { initializeCA, initializeCTLog, mockRekor } from "@sigstore/mock";
import { DSSEBundleBuilder, RekorWitness, type Signer } from "@sigstore/sign";
import { IN_TOTO_PAYLOAD_TYPE } from "../../src/attestation/in-toto-statement.ts";

const ISSUER_EXTENSION = "1.3.6.1.4.1.57264.1.8";

const p256 = (): KeyPairKeyObjectResult => generateKeyPairSync("ec", { namedCurve: "P-256" });
const spkiOf = ({ publicKey }: KeyPairKeyObjectResult): Buffer => publicKey.export({ format: "der", type: "spki" });
const pem = (label: string, der: Uint8Array): string =>
  `-----BEGIN ${label}-----\n${Buffer.from(der).toString("base64")}\n-----END ${label}-----\n`;

/** A Sigstore instance of one's own: certificate authority, certificate log, transparency log. Real signatures, by the libraries that sign. */
export async function sigstoreInstance(name: string) {
  const [authority, certificates, log] = [p256(), p256(), p256()];
  const ctLog = await initializeCTLog(certificates);
  const ca = await initializeCA(authority, ctLog);
  const rekorBaseURL = `https://${name}.sigstore.example`;

  const signer = (subject: string, issuer: string): Signer => ({
    sign: async (data) => {
      const pair = p256();
      const certificate = await ca.issueCertificate({
        publicKey: spkiOf(pair) as unknown as Uint8Array<ArrayBuffer>,
        subjectAltName: subject,
        extensions: [{ oid: ISSUER_EXTENSION, value: issuer }],
      });
      const der = new Uint8Array(certificate.buffer, certificate.byteOffset, certificate.byteLength);
      return {
        signature: sign("sha256", data, pair.privateKey),
        key: { $case: "x509Certificate", certificate: pem("CERTIFICATE", der) },
      };
    },
  });

  const signStatement = async (statement: unknown, subject: string, issuer: string): Promise<SerializedBundle> => {
    await mockRekor({ baseURL: rekorBaseURL, keyPair: log });
    const witness = new RekorWitness({ rekorBaseURL, entryType: "intoto" });
    const builder = new DSSEBundleBuilder({ signer: signer(subject, issuer), witnesses: [witness] });
    const bundle = await builder.create({ data: Buffer.from(JSON.stringify(statement)), type: IN_TOTO_PAYLOAD_TYPE });
    return JSON.parse(JSON.stringify(bundleToJSON(bundle))) as SerializedBundle;
  };

  return {
    signStatement,
    trustedRoot: trustedRootOf({ rootDer: ca.rootCertificate, certificates, log, rekorBaseURL }),
  };
}

/** As JSON writes a bundle (Sigstore protobuf-specs); what the tests alter. */
export interface SerializedBundle {
  mediaType: string;
  dsseEnvelope: { payload: string; payloadType: string; signatures: { sig: string; keyid: string }[] };
  verificationMaterial: {
    tlogEntries: {
      integratedTime: string;
      inclusionPromise?: { signedEntryTimestamp: string };
      canonicalizedBody: string;
    }[];
    certificate?: { rawBytes: string };
  };
}

interface Instance {
  readonly rootDer: ArrayBufferView;
  readonly certificates: KeyPairKeyObjectResult;
  readonly log: KeyPairKeyObjectResult;
  readonly rekorBaseURL: string;
}

const trustedRootOf = ({ rootDer, certificates, log, rekorBaseURL }: Instance) => ({
  mediaType: "application/vnd.dev.sigstore.trustedroot+json;version=0.1",
  tlogs: [logInstance(log, rekorBaseURL)],
  certificateAuthorities: [
    {
      subject: { organization: "sigstore.mock", commonName: "sigstore" },
      uri: rekorBaseURL,
      certChain: {
        certificates: [
          { rawBytes: Buffer.from(rootDer.buffer, rootDer.byteOffset, rootDer.byteLength).toString("base64") },
        ],
      },
      validFor: { start: "2020-01-01T00:00:00Z" },
    },
  ],
  ctlogs: [logInstance(certificates, rekorBaseURL)],
  timestampAuthorities: [],
});

const logInstance = (pair: KeyPairKeyObjectResult, baseUrl: string) => ({
  baseUrl,
  hashAlgorithm: "SHA2_256",
  publicKey: {
    rawBytes: spkiOf(pair).toString("base64"),
    keyDetails: "PKIX_ECDSA_P256_SHA_256",
    validFor: { start: "2020-01-01T00:00:00Z" },
  },
  logId: { keyId: hash("sha256", spkiOf(pair), "base64") },
});
