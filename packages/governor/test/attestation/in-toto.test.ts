import { digestOf, utf8 } from "@plimsoll/foundation";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type ExpectedStatement, verifyInTotoStatement } from "../../src/attestation/in-toto-statement.ts";
import { SLSA_PROVENANCE_TYPE, verifySlsaProvenance } from "../../src/attestation/slsa-provenance.ts";
import { ARTIFACT, BUILDER, ecdsaKey, envelopeOf, keyOf, OTHER, statementOn } from "./attestation-rig.ts";

const [builder, second, stranger] = [keyOf(1), keyOf(2), keyOf(3)];
const TRUSTED = [builder.publicKey, second.publicKey];
const EXPECTED: ExpectedStatement = { predicateType: SLSA_PROVENANCE_TYPE, artifact: ARTIFACT };
const good = envelopeOf(statementOn(ARTIFACT), builder);

const codeOf = (envelope: unknown, expected = EXPECTED, trusted = TRUSTED): string => {
  const verified = verifyInTotoStatement(envelope, trusted, expected);
  return verified.ok ? "verified" : verified.error.code;
};

describe("an in-toto statement", () => {
  test("G-57 that trusted keys signed on this artifact is evidence, named by the digest of its payload", () => {
    const statement = statementOn(ARTIFACT);
    expect(verifyInTotoStatement(envelopeOf(statement, builder, second), TRUSTED, EXPECTED)).toEqual({
      ok: true,
      value: {
        predicate: statement.predicate,
        signers: [builder.keyId, second.keyId],
        provenance: digestOf(utf8(JSON.stringify(statement))),
      },
    });
  });

  test("G-57 one of several subjects may be the artifact", () => {
    const [own] = statementOn(ARTIFACT).subject;
    const [other] = statementOn(OTHER).subject;
    expect(codeOf(envelopeOf(statementOn(ARTIFACT, { subject: [other, own] }), builder))).toBe("verified");
  });

  test.each<[string, string, unknown]>([
    ["ATTESTATION_MALFORMED", "nothing", null],
    ["ATTESTATION_MALFORMED", "a statement without its envelope", statementOn(ARTIFACT)],
    ["ATTESTATION_MALFORMED", "an envelope of another type", { ...good, payloadType: "application/json" }],
    [
      "ATTESTATION_MALFORMED",
      "a version that is not v1",
      envelopeOf(statementOn(ARTIFACT, { _type: "https://in-toto.io/Statement/v0.1" }), builder),
    ],
    ["ATTESTATION_MALFORMED", "no subject", envelopeOf(statementOn(ARTIFACT, { subject: [] }), builder)],
    [
      "ATTESTATION_MALFORMED",
      "a subject without a digest",
      envelopeOf(statementOn(ARTIFACT, { subject: [{ name: "model" }] }), builder),
    ],
    ["ATTESTATION_MALFORMED", "no predicate", envelopeOf(statementOn(ARTIFACT, { predicate: null }), builder)],
    ["ATTESTATION_MALFORMED", "a payload that is no statement", envelopeOf("text", builder)],
    ["ATTESTATION_SIGNATURE_INVALID", "nobody's signature", { ...good, signatures: [] }],
    ["ATTESTATION_SIGNATURE_INVALID", "a stranger's signature", envelopeOf(statementOn(ARTIFACT), stranger)],
    [
      "ATTESTATION_SIGNATURE_INVALID",
      "a stranger's beside a trusted one",
      envelopeOf(statementOn(ARTIFACT), builder, stranger),
    ],
    [
      "ATTESTATION_SIGNATURE_INVALID",
      "another payload",
      { ...good, payload: envelopeOf(statementOn(OTHER), builder).payload },
    ],
    [
      "ATTESTATION_PREDICATE_UNEXPECTED",
      "an older predicate",
      envelopeOf(statementOn(ARTIFACT, { predicateType: "https://slsa.dev/provenance/v0.2" }), builder),
    ],
    [
      "ATTESTATION_PREDICATE_UNEXPECTED",
      "a predicate that only begins so",
      envelopeOf(statementOn(ARTIFACT, { predicateType: `${SLSA_PROVENANCE_TYPE}1` }), builder),
    ],
    ["ATTESTATION_SUBJECT_MISMATCH", "another artifact", envelopeOf(statementOn(OTHER), builder)],
    [
      "ATTESTATION_SUBJECT_MISMATCH",
      "the digest under another name",
      envelopeOf(statementOn(ARTIFACT, { subject: [{ digest: { sha512: ARTIFACT.slice(7) } }] }), builder),
    ],
    [
      "ATTESTATION_SUBJECT_MISMATCH",
      "the digest in capitals",
      envelopeOf(
        statementOn(ARTIFACT, { subject: [{ digest: { sha256: ARTIFACT.slice(7).toUpperCase() } }] }),
        builder,
      ),
    ],
  ])("G-57 %s: %s", (code, _, envelope) => {
    expect(codeOf(envelope)).toBe(code);
  });

  test("G-57 of several trusted keys one is taken by its id; the only one needs no id", () => {
    const nameless = { ...good, signatures: good.signatures.map(({ sig }) => ({ keyid: "", sig })) };
    expect(codeOf(nameless)).toBe("ATTESTATION_SIGNATURE_INVALID");
    expect(codeOf(nameless, EXPECTED, [builder.publicKey])).toBe("verified");
  });

  test("G-57 with no trusted key nothing is evidence", () => {
    expect(codeOf(good, EXPECTED, [])).toBe("ATTESTATION_SIGNATURE_INVALID");
  });

  test.each([
    ["prime256v1", "sha256"],
    ["secp384r1", "sha384"],
  ])("G-57 ECDSA on %s counts, with whatever key id its signer wrote", (curve, digestName) => {
    const key = ecdsaKey(curve, digestName);
    expect(codeOf(key.envelope(statementOn(ARTIFACT)), EXPECTED, [key.trusted()])).toBe("verified");
    expect(codeOf(key.envelope(statementOn(ARTIFACT)), EXPECTED, TRUSTED)).toBe("ATTESTATION_SIGNATURE_INVALID");
    const other = ecdsaKey(curve, digestName);
    expect(codeOf(key.envelope(statementOn(ARTIFACT)), EXPECTED, [other.trusted()])).toBe(
      "ATTESTATION_SIGNATURE_INVALID",
    );
  });

  test("G-57 a key of another kind cannot be trusted", () => {
    const key = ecdsaKey("secp521r1", "sha512");
    expect(key.trusted).toThrow(expect.objectContaining({ code: "KEY_MALFORMED" }));
  });

  test("G-57 whatever comes, nothing throws and nothing is verified", () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        expect(codeOf(value)).not.toBe("verified");
        expect(codeOf(envelopeOf(value, builder))).not.toBe("verified");
      }),
      { numRuns: 300 },
    );
  });
});

describe("SLSA provenance", () => {
  const verified = (envelope: unknown, builderIds: readonly string[] = [BUILDER]): string => {
    const result = verifySlsaProvenance(envelope, ARTIFACT, { keys: TRUSTED, builderIds });
    return result.ok ? "verified" : result.error.code;
  };
  const withPredicate = (predicate: object) => envelopeOf(statementOn(ARTIFACT, { predicate }), builder);

  test("G-58 of a builder on the list is evidence", () => {
    expect(verified(good)).toBe("verified");
  });

  test.each([[[]], [["https://build.example/builder@v2"]], [[`${BUILDER}/`]], [["https://build.example/"]]])(
    "G-58 of a builder that is not on the list is none: %j",
    (builderIds) => {
      expect(verified(good, builderIds)).toBe("ATTESTATION_SIGNER_UNTRUSTED");
    },
  );

  test.each([
    [{}],
    [{ runDetails: { builder: { id: BUILDER } } }],
    [{ buildDefinition: { buildType: "x" }, runDetails: {} }],
    [{ buildDefinition: {}, runDetails: { builder: { id: BUILDER } } }],
    [{ buildDefinition: { buildType: "x" }, runDetails: { builder: { id: [BUILDER] } } }],
  ])("G-58 that does not say who built and how is malformed: %j", (predicate) => {
    expect(verified(withPredicate(predicate))).toBe("ATTESTATION_MALFORMED");
  });

  test("G-58 another predicate is none, whoever signed it", () => {
    expect(
      verified(
        envelopeOf(statementOn(ARTIFACT, { predicateType: "https://in-toto.io/attestation/link/v0.3" }), builder),
      ),
    ).toBe("ATTESTATION_PREDICATE_UNEXPECTED");
  });
});
