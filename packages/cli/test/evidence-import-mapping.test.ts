import { canonicalJson, type CanonicalValue, utf8 } from "@plimsoll/foundation";
import { type Envelope, generateSigningKey, signEnvelope } from "@plimsoll/foundation/node";
import { parseMappingDraft, type IntakeMapping } from "@plimsoll/evidence";
import { expect, test } from "vitest";
import type { EvaluatorKeys } from "../src/evidence-tools/mapping-evaluators.ts";
import { readMappingFile, requireSigned, signMapping } from "../src/evidence-tools/mapping-file.ts";

const DRAFT = {
  mapping: "plimsoll/intake-mapping/v0.1",
  format: "pyrit",
  subject: "attack",
  scorer: "outcome",
  scorerField: null,
  model: null,
  dataset: null,
  controlled: ["failure"],
  uncontrolled: ["success"],
  dimension: "tool_revocation",
  context: "EVAL",
  trials: [{ trial: "a", cluster: "a", itemDigest: null }],
  waivesDirtyRevision: false,
  registeredFiles: null,
};

const parsed = parseMappingDraft(utf8(JSON.stringify(DRAFT, null, 2)));
if (!parsed.ok) throw new Error(parsed.error.received);
const mapping: IntakeMapping = parsed.value;
const [own, stranger] = [generateSigningKey(), generateSigningKey()];
const known: EvaluatorKeys = (keyId) => (keyId === own.keyId ? own.publicKey : undefined);
const envelope = signMapping(mapping, own);

const read = (file: unknown): string => {
  const result = readMappingFile(utf8(typeof file === "string" ? file : JSON.stringify(file)), known);
  if (!result.ok) return result.error.code;
  return result.value.signers === null ? "bare" : result.value.signers.join();
};

test("E-65 a signed mapping names its signers, a bare one none", () => {
  expect(read(envelope)).toBe(own.keyId);
  expect(read(canonicalJson(mapping as CanonicalValue))).toBe("bare");
  expect(read(JSON.stringify(mapping, null, 1))).toBe("INTAKE_MAPPING_MALFORMED");
});

test("E-65 an envelope that does not open is refused, and never read as a bare mapping", () => {
  const payloadOf = (change: Partial<IntakeMapping>): string =>
    Buffer.from(canonicalJson({ ...mapping, ...change } as CanonicalValue)).toString("base64");
  const [signature] = envelope.signatures;
  const others: readonly (Envelope | object)[] = [
    signMapping(mapping, stranger),
    { ...envelope, payload: payloadOf({ controlled: ["failure", "undetermined"] }) },
    { ...envelope, signatures: [] },
    { ...envelope, signatures: [signature, signature] },
    { ...envelope, signatures: [signature, signMapping(mapping, stranger).signatures[0]] },
    { ...envelope, more: 1 },
    { ...mapping, payloadType: "none" },
    signEnvelope("application/vnd.plimsoll.command+json", utf8(canonicalJson(mapping as CanonicalValue)), [own]),
  ];
  for (const other of others) expect(read(other)).toBe("INTAKE_MAPPING_UNSIGNED");
  expect(readMappingFile(utf8(JSON.stringify(envelope)), () => undefined).ok).toBe(false);
});

test("E-65 what an evaluator signed in another spelling is no mapping", () => {
  const type = "application/vnd.plimsoll.intake-mapping+json";
  expect(read(signEnvelope(type, utf8(JSON.stringify(mapping, null, 1)), [own]))).toBe("INTAKE_MAPPING_MALFORMED");
});

test("E-65 nothing is recorded under a mapping that nobody signed", () => {
  expect(requireSigned({ mapping, signers: null })).toMatchObject({ error: { code: "INTAKE_MAPPING_UNSIGNED" } });
  expect(requireSigned({ mapping, signers: [own.keyId] })).toEqual({ ok: true, value: [own.keyId] });
});
