import { canonicalJson, type CanonicalValue, type Digest, PlimsollError, utf8 } from "@plimsoll/foundation";
import { digestOfBytes } from "@plimsoll/foundation/node";
import type { EvaluationInput } from "../../evaluation/evaluation-input.ts";
import type { Shipping } from "../../evolution/policy-standing.ts";
import { documentFiles } from "../../pack/document-files.ts";
import { asCanonical, type Manifest, MANIFEST_FILE, manifestOf } from "../../pack/manifest.ts";
import { INPUT_POINTER, type Withheld } from "../../pack/redaction.ts";
import { readPolicy, type Policy } from "../../policy/policy.ts";
import type { Bodies } from "../../record/bodies.ts";
import type { ReleaseRecord } from "../../record/record.ts";
import type { Case } from "../../report/case.ts";
import type { PackRecord } from "../../report/material.ts";
import { decidedCase } from "../../report/pack-documents.ts";
import type { FrameworkData } from "./framework-data.ts";
import { logFilesOf, noteDigest, type PackLog, rootDigest } from "./pack-log.ts";

/** All that a pack is made of. Who builds it takes bodies from a store, who checks it from the pack. */
export interface PackSources {
  readonly evaluation: string;
  readonly log: PackLog;
  /** The bytes of a digest. Throws where they are not there or are others. */
  readonly blob: (digest: Digest) => Uint8Array;
  readonly policy: (digest: Digest, input: EvaluationInput | null) => Uint8Array;
  readonly withheld: readonly Withheld[];
  /** A body with parts taken out, for readers; nothing is made of it. */
  readonly redactedCopy: (record: ReleaseRecord, parts: readonly Withheld[]) => Uint8Array;
  readonly shipped: FrameworkData;
  readonly ships: Shipping;
}

export const bodyFile = (digest: Digest): string => `bodies/${digest.slice("sha256:".length)}.json`;

export const redactedFile = (sequence: number): string => `redacted/${sequence}.json`;

/** Every file of a pack by its path. The same log, redactions and program give the same bytes. */
export function packContents(sources: PackSources): ReadonlyMap<string, Uint8Array> {
  const bodies = bodiesOf(sources);
  const theCase = caseIn(sources, bodies);
  const files = new Map<string, Uint8Array>([
    ...[...documentFiles(theCase)].map(([path, text]) => [path, utf8(text)] as const),
    ...logFilesOf(sources.log),
    ...[...bodies].map(([digest, bytes]) => [bodyFile(digest), bytes] as const),
    ...redactedCopies(sources),
    ...proofs(sources, theCase),
  ]);
  files.set(MANIFEST_FILE, utf8(canonicalJson(asCanonical(manifest(sources, theCase, files)))));
  return files;
}

const openedIn = ({ log, evaluation }: PackSources): ReleaseRecord => {
  const opened = log.records.find((record) => record.kind === "evaluation.opened" && record.evaluation === evaluation);
  if (opened !== undefined) return opened;
  throw new PlimsollError({
    code: "PACK_EVALUATION_UNKNOWN",
    expected: `an evaluation "${evaluation}"`,
    received: "a log that does not tell of it",
    fix: "give an evaluation of this log",
  });
};

/** Bodies of other subjects are nobody's business here: their headers stand in the log. */
const isOfPack = (record: ReleaseRecord, opened: ReleaseRecord): boolean =>
  record.subject === opened.subject || record.subject === null;

const withheldRecords = ({ withheld }: PackSources): ReadonlySet<number> =>
  new Set(withheld.filter(({ pointer }) => pointer !== INPUT_POINTER).map(({ record }) => record));

/** Bodies that are shown, and the input of the evaluation unless that is withheld. */
function bodiesOf(sources: PackSources): ReadonlyMap<Digest, Uint8Array> {
  const opened = openedIn(sources);
  const hidden = withheldRecords(sources);
  const shown = sources.log.records.filter((record) => isOfPack(record, opened) && !hidden.has(record.sequence));
  const bodies = new Map(shown.map(({ body }) => [body, sources.blob(body)] as const));
  if (!isInputWithheld(sources)) {
    const { input } = jsonOf(bodies.get(opened.body)) as Bodies["evaluation.opened"];
    bodies.set(input, sources.blob(input));
  }
  return bodies;
}

const isInputWithheld = (sources: PackSources): boolean => {
  const { sequence } = openedIn(sources);
  return sources.withheld.some(({ record, pointer }) => pointer === INPUT_POINTER && record === sequence);
};

/** A withheld record has no body for the documents, also where another record shows the same bytes. */
function caseIn(sources: PackSources, bodies: ReadonlyMap<Digest, Uint8Array>): Case {
  const hidden = withheldRecords(sources);
  const parsed = new Map([...bodies].map(([digest, bytes]) => [digest, jsonOf(bytes)] as const));
  const records = sources.log.records.map((record): PackRecord => ({
    record,
    body: hidden.has(record.sequence) ? undefined : parsed.get(record.body),
  }));
  const opened = jsonOf(bodies.get(openedIn(sources).body)) as Bodies["evaluation.opened"];
  const input = isInputWithheld(sources) ? null : (parsed.get(opened.input) as unknown as EvaluationInput);
  const policy = policyOf(sources.policy(opened.policy, input), opened.policy);
  const { ships, shipped } = sources;
  const { frameworks } = shipped;
  return decidedCase({ evaluation: sources.evaluation, records, policy, input, frameworks, ships });
}

function policyOf(bytes: Uint8Array, digest: Digest): Policy {
  if (digestOfBytes(bytes) === digest) return readPolicy(jsonOf(bytes));
  throw new PlimsollError({
    code: "PACK_POLICY_DIFFERS",
    expected: `the policy ${digest}`,
    received: digestOfBytes(bytes),
    fix: "restore the policy that the evaluation was made under",
  });
}

const jsonOf = (bytes: Uint8Array | undefined): CanonicalValue =>
  JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes)) as CanonicalValue;

function redactedCopies(sources: PackSources): readonly (readonly [string, Uint8Array])[] {
  const parts = Map.groupBy(
    sources.withheld.filter(({ pointer }) => pointer !== "" && pointer !== INPUT_POINTER),
    ({ record }) => record,
  );
  return [...parts].map(([sequence, withheld]) => {
    const record = sources.log.records[sequence] as ReleaseRecord;
    return [redactedFile(sequence), sources.redactedCopy(record, withheld)];
  });
}

/** The opening and each decision of the evaluation, in the log. */
function proofs({ log, evaluation }: PackSources, { decision }: Case): readonly (readonly [string, Uint8Array])[] {
  const proven = log.records.filter(
    (record) =>
      record.sequence === decision.sequence ||
      (record.evaluation === evaluation && (record.kind === "evaluation.opened" || record.kind === "decision.made")),
  );
  return proven.map(({ sequence }) => [`proofs/${sequence}.tlog-proof`, utf8(log.proofOf(sequence))]);
}

const manifest = (sources: PackSources, theCase: Case, files: ReadonlyMap<string, Uint8Array>): Manifest =>
  manifestOf({
    theCase,
    frameworks: sources.shipped.digest,
    redactions: sources.withheld,
    log: {
      origin: sources.log.checkpoint.origin,
      records: sources.log.records.length,
      leaves: sources.log.checkpoint.size,
      root: rootDigest(sources.log.checkpoint.root),
      checkpoint: noteDigest(sources.log.note),
    },
    files: [...files]
      .map(([path, bytes]) => ({ path, digest: digestOfBytes(bytes), bytes: bytes.length }))
      .sort((one, other) => (one.path < other.path ? -1 : 1)),
  });
