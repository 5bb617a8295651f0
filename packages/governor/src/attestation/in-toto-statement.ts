import { type Digest, ok, type Result } from "@plimsoll/foundation";
import { digestOfBytes, openEnvelope, type PublicKey, unsafePayloadOf } from "@plimsoll/foundation/node";
import { type AttestationRefusal, unattested } from "./attestation-refusal.ts";

/** DSSE payload type of in-toto statements (in-toto Attestation v1, "Envelope"). */
export const IN_TOTO_PAYLOAD_TYPE = "application/vnd.in-toto+json";
export const STATEMENT_TYPE = "https://in-toto.io/Statement/v1";

/** Subjects of one statement: a build that makes more is not read. */
const SUBJECTS_MAX = 4_096;

/** What a statement must be about, and say, to be evidence here. */
export interface ExpectedStatement {
  /** Compared as a whole: a newer version of a predicate may mean something else. */
  readonly predicateType: string;
  readonly artifact: Digest;
}

/** A statement whose signatures hold, on this artifact, of this predicate. What the predicate says is for the caller to judge. */
export interface VerifiedStatement {
  readonly predicate: Readonly<Record<string, unknown>>;
  /** Ids of the keys that signed. */
  readonly signers: readonly string[];
  /** Digest of the signed payload: the name of this evidence. */
  readonly provenance: Digest;
}

/**
 * Verifies an in-toto Statement v1 in a DSSE envelope, offline. Refusals: `ATTESTATION_MALFORMED`, `ATTESTATION_SIGNATURE_INVALID`,
 * `ATTESTATION_PREDICATE_UNEXPECTED`, `ATTESTATION_SUBJECT_MISMATCH`.
 *
 * @param envelope as parsed from JSON
 * @param trusted every signature must be by one of these keys; key ids in the envelope are no more than hints
 */
export function verifyInTotoStatement(
  envelope: unknown,
  trusted: readonly PublicKey[],
  expected: ExpectedStatement,
): Result<VerifiedStatement, AttestationRefusal> {
  if (unsafePayloadOf(envelope, IN_TOTO_PAYLOAD_TYPE) === null) {
    return unattested("ATTESTATION_MALFORMED", `a DSSE envelope of ${IN_TOTO_PAYLOAD_TYPE}`, "something else");
  }
  const opened = openEnvelope(envelope, IN_TOTO_PAYLOAD_TYPE, (keyId) => keyNamed(trusted, keyId));
  if (opened === null) {
    return unattested("ATTESTATION_SIGNATURE_INVALID", "signatures of trusted keys, all of which hold", "others");
  }
  const statement = readStatement(opened.payload, expected);
  return statement.ok ? ok({ ...statement.value, signers: opened.signers }) : statement;
}

/** The only trusted key needs no name: many signers write an empty one. */
const keyNamed = (trusted: readonly PublicKey[], keyId: string): PublicKey | undefined =>
  trusted.find((key) => key.keyId === keyId) ?? (trusted.length === 1 ? trusted[0] : undefined);

/** What a signed payload states, of this predicate on this artifact. Signatures are the caller's matter. */
export function readStatement(
  payload: Uint8Array,
  { predicateType, artifact }: ExpectedStatement,
): Result<Omit<VerifiedStatement, "signers">, AttestationRefusal> {
  const statement = objectIn(payload);
  const { _type: type, predicate, subject } = statement ?? {};
  if (type !== STATEMENT_TYPE || !isObject(predicate) || !isSubjectList(subject)) {
    return unattested("ATTESTATION_MALFORMED", `a statement (${STATEMENT_TYPE}) with subjects`, "something else");
  }
  if (statement?.["predicateType"] !== predicateType) {
    return unattested("ATTESTATION_PREDICATE_UNEXPECTED", predicateType, quoted(statement?.["predicateType"]));
  }
  if (!subject.some(({ digest }) => `sha256:${String(digest["sha256"])}` === artifact)) {
    return unattested("ATTESTATION_SUBJECT_MISMATCH", `a subject ${artifact}`, `${subject.length} others`);
  }
  return ok({ predicate, provenance: digestOfBytes(payload) });
}

function objectIn(payload: Uint8Array): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(Buffer.from(payload).toString("utf8"));
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

interface Subject {
  readonly digest: Readonly<Record<string, unknown>>;
}

const isSubjectList = (value: unknown): value is readonly Subject[] =>
  Array.isArray(value) &&
  value.length > 0 &&
  value.length <= SUBJECTS_MAX &&
  value.every((each) => isObject(each) && isObject(each["digest"]));

export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export const quoted = (value: unknown): string => (JSON.stringify(value) ?? "nothing").slice(0, 120);
