import { beforeAll, describe, expect, test } from "vitest";
import { digestOfBytes } from "@plimsoll/foundation/node";
import { type ExpectedBundle, sigstoreTrustFrom, verifySigstoreBundle } from "../../src/attestation/sigstore-bundle.ts";
import { checkBuilder, SLSA_PROVENANCE_TYPE } from "../../src/attestation/slsa-provenance.ts";
import { ARTIFACT, BUILDER, OTHER, statementOn } from "./attestation-rig.ts";
import { type SerializedBundle, sigstoreInstance } from "./sigstore-rig.ts";

const SUBJECT = "https://github.com/acme/model/.github/workflows/release.yml@refs/heads/main";
const ISSUER = "https://token.actions.githubusercontent.com";
const EXPECTED: ExpectedBundle = {
  identity: { subject: SUBJECT, issuer: ISSUER },
  predicateType: SLSA_PROVENANCE_TYPE,
  artifact: ARTIFACT,
};

let instance: Awaited<ReturnType<typeof sigstoreInstance>>;
let other: Awaited<ReturnType<typeof sigstoreInstance>>;
let bundle: SerializedBundle;

beforeAll(async () => {
  instance = await sigstoreInstance("ours");
  other = await sigstoreInstance("other");
  bundle = await instance.signStatement(statementOn(ARTIFACT), SUBJECT, ISSUER);
});

const codeOf = (value: unknown, over: Partial<ExpectedBundle> = {}, root: unknown = instance.trustedRoot): string => {
  const verified = verifySigstoreBundle(value, sigstoreTrustFrom(root), { ...EXPECTED, ...over });
  return verified.ok ? "verified" : verified.error.code;
};

function altered(change: (copy: SerializedBundle) => void): SerializedBundle {
  const copy = structuredClone(bundle);
  change(copy);
  return copy;
}

describe("a Sigstore bundle", () => {
  test("G-59 that the instance's own libraries signed is evidence, and goes on to the builder's check", () => {
    const verified = verifySigstoreBundle(bundle, sigstoreTrustFrom(instance.trustedRoot), EXPECTED);
    const payload = Buffer.from(bundle.dsseEnvelope.payload, "base64");
    expect(verified).toMatchObject({ ok: true, value: { signers: [SUBJECT], provenance: digestOfBytes(payload) } });
    expect(verified.ok && checkBuilder(verified.value, [BUILDER]).ok).toBe(true);
    expect(verified.ok && checkBuilder(verified.value, []).ok).toBe(false);
  });

  test("G-59 of another instance is none", () => {
    expect(codeOf(bundle, {}, other.trustedRoot)).toBe("ATTESTATION_SIGNATURE_INVALID");
  });

  test.each(["tlogs", "ctlogs", "certificateAuthorities"] as const)(
    "G-59 each of the root's %s must be the signer's",
    (part) => {
      const mixed = { ...instance.trustedRoot, [part]: other.trustedRoot[part] };
      expect(codeOf(bundle, {}, mixed)).toBe("ATTESTATION_SIGNATURE_INVALID");
    },
  );

  test.each<[string, (copy: SerializedBundle) => void]>([
    [
      "another payload",
      (copy) => (copy.dsseEnvelope.payload = Buffer.from(JSON.stringify(statementOn(OTHER))).toString("base64")),
    ],
    ["another signature", (copy) => (copy.dsseEnvelope.signatures = [{ sig: "AAAA", keyid: "" }])],
    ["no entry in the log", (copy) => (copy.verificationMaterial.tlogEntries = [])],
    ["another time in the log", (copy) => (copy.verificationMaterial.tlogEntries[0]!.integratedTime = "1000000000")],
    ["an entry of something else", (copy) => (copy.verificationMaterial.tlogEntries[0]!.canonicalizedBody = "e30=")],
  ])("G-59 with %s is none", (_, change) => {
    expect(codeOf(altered(change))).toBe("ATTESTATION_SIGNATURE_INVALID");
  });

  test.each<[string, Partial<ExpectedBundle>]>([
    ["another subject", { identity: { subject: `${SUBJECT}x`, issuer: ISSUER } }],
    ["a pattern that would fit", { identity: { subject: ".*", issuer: ISSUER } }],
    ["another issuer", { identity: { subject: SUBJECT, issuer: "https://accounts.example" } }],
  ])("G-59 by somebody else is none: %s", (_, over) => {
    expect(codeOf(bundle, over)).toBe("ATTESTATION_SIGNER_UNTRUSTED");
  });

  test("G-59 on another artifact, or of another predicate, is none", () => {
    expect(codeOf(bundle, { artifact: OTHER })).toBe("ATTESTATION_SUBJECT_MISMATCH");
    expect(codeOf(bundle, { predicateType: "https://slsa.dev/provenance/v0.2" })).toBe(
      "ATTESTATION_PREDICATE_UNEXPECTED",
    );
  });

  test.each<[string, () => unknown]>([
    ["nothing", () => null],
    ["an empty object", () => ({})],
    ["the envelope alone", () => bundle.dsseEnvelope],
    ["a payload of another type", () => altered((copy) => (copy.dsseEnvelope.payloadType = "text/plain"))],
    ["two signatures", () => altered((copy) => copy.dsseEnvelope.signatures.push(copy.dsseEnvelope.signatures[0]!))],
  ])("G-59 %s is malformed", (_, value) => {
    expect(codeOf(value())).toBe("ATTESTATION_MALFORMED");
  });
});

test.each<[string, () => unknown]>([
  ["nothing", () => null],
  ["an empty root", () => ({})],
  ["a root without logs", () => ({ ...instance.trustedRoot, tlogs: [] })],
  ["a root without certificate logs", () => ({ ...instance.trustedRoot, ctlogs: [] })],
  ["a root without authorities", () => ({ ...instance.trustedRoot, certificateAuthorities: [] })],
])("G-59 %s is no trusted root", (_, root) => {
  expect(() => sigstoreTrustFrom(root())).toThrow(expect.objectContaining({ code: "TRUSTED_ROOT_MALFORMED" }));
});
