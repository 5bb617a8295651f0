import {
  boolean,
  type CanonicalValue,
  type Digest,
  digest,
  identifier,
  integer,
  list,
  matching,
  nullable,
  object,
  oneOf,
  type Shaped,
} from "@plimsoll/foundation";
import { colourShape } from "../decision/colour.ts";
import { actionShape } from "../dossier/subject.ts";
import type { Case } from "../report/case.ts";
import { evaluationsOn } from "../report/subject-index.ts";
import { proseShape } from "../policy/shapes.ts";
import { withheldShape, type Withheld } from "./redaction.ts";

/** What projects the documents: another version may word them otherwise, and then cannot check these byte by byte. */
export const PACK_PROGRAM = { name: "@plimsoll/release", version: "0.1.0" } as const;

export const MANIFEST_FILE = "manifest.json";

/** Names of the five documents, without their endings. */
export const DOCUMENTS = ["risk-report", "ssi-log", "void-audit", "arbitration-transcript", "change-log"] as const;

const FILES_MAX = 200_000;

export const manifestShape = object({
  format: oneOf("plimsoll release pack 1"),
  program: object({ name: proseShape, version: proseShape }),
  /** Of the forms of published frameworks that the reports follow. */
  frameworks: digest,
  evaluation: identifier,
  subject: identifier,
  decision: object({ record: integer(), digest, colour: colourShape }),
  policy: digest,
  log: object({
    origin: matching("the name of a log", /^[^\s+]{1,255}$/),
    firstRecord: integer(),
    records: integer(),
    leaves: integer(),
    root: digest,
    /** Of the signed checkpoint's text. */
    checkpoint: digest,
  }),
  /** Every evaluation ever opened on the subject, withdrawn and aborted ones among them. */
  evaluations: list(
    object({
      evaluation: identifier,
      openedAtMs: integer(),
      action: actionShape,
      dossier: digest,
      policy: digest,
      outcome: oneOf("RED", "YELLOW", "GREEN", "aborted"),
      isWithdrawn: boolean,
      decidedAtMs: nullable(integer()),
      records: list(integer(), 4096),
    }),
    100_000,
  ),
  redactions: list(withheldShape, FILES_MAX),
  files: list(
    object({
      path: matching("a path in the pack", /^[\w.-]{1,120}(?:\/[\w.-]{1,120}){0,3}$/),
      digest,
      bytes: integer(),
    }),
    FILES_MAX,
  ),
});
export type Manifest = Shaped<typeof manifestShape>;

export interface LogFacts {
  readonly origin: string;
  readonly records: number;
  readonly leaves: number;
  readonly root: Digest;
  readonly checkpoint: Digest;
}

export interface ManifestFacts {
  readonly theCase: Case;
  readonly log: LogFacts;
  readonly frameworks: Digest;
  readonly redactions: readonly Withheld[];
  readonly files: Manifest["files"];
}

/** What a pack holds, and everything that was ever decided on its subject. */
export function manifestOf({ theCase, log, frameworks, redactions, files }: ManifestFacts): Manifest {
  const { decision, opened } = theCase;
  return {
    format: "plimsoll release pack 1",
    program: PACK_PROGRAM,
    frameworks,
    evaluation: theCase.material.evaluation,
    subject: opened.body.subject.id,
    decision: { record: decision.sequence, digest: decision.record.body, colour: decision.body.colour },
    policy: decision.body.policy,
    log: { ...log, firstRecord: 0 },
    evaluations: evaluationsOn(theCase.history),
    redactions,
    files,
  };
}

export const asCanonical = (value: unknown): CanonicalValue => value as CanonicalValue;
