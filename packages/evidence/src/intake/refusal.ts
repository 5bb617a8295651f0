import { err, type FaultDetail, type Result } from "@plimsoll/foundation";

/** Why a foreign result counts for nothing, in `spec/evidence.md`. Never given another meaning. */
export const INTAKE_CODES = [
  "INTAKE_MAPPING_MALFORMED",
  "INTAKE_MAPPING_UNSIGNED",
  "INTAKE_WINDOW_DIFFERS",
  "INTAKE_RECORDED_BEFORE",
  "INTAKE_FILE_MISSING",
  "INTAKE_FILE_UNREAD",
  "INTAKE_DIGEST_DIFFERS",
  "INTAKE_JSON_MALFORMED",
  "INTAKE_ARCHIVE_MALFORMED",
  "INTAKE_FORMAT_UNKNOWN",
  "INTAKE_SUBJECT_DIFFERS",
  "INTAKE_MODEL_DIFFERS",
  "INTAKE_DATASET_DIFFERS",
  "INTAKE_NOT_FINISHED",
  "INTAKE_INVALIDATED",
  "INTAKE_EDITED",
  "INTAKE_REVISION_DIRTY",
  "INTAKE_MODEL_FALLBACK",
  "INTAKE_COUNTS_DISAGREE",
  "INTAKE_FREEZE_DIFFERS",
  "INTAKE_SEEDS_DIFFER",
  "INTAKE_RUN_REPEATED",
  "INTAKE_REPLAY_DIFFERS",
] as const;

export type IntakeCode = (typeof INTAKE_CODES)[number];

/** A refusal is a value: foreign files are expected to be wrong. Code is contract, the texts are not. */
export interface IntakeRefusal extends FaultDetail {
  readonly code: IntakeCode;
}

/** What was read, or why it is not taken. */
export type Intaken<T> = Result<T, IntakeRefusal>;

/** `received` may hold anything that a hostile file says, so it is cut to a length that is safe to print. */
export const refuse = (
  code: IntakeCode,
  expected: string,
  received: string,
  fix: string,
): Result<never, IntakeRefusal> => err({ code, expected, received: received.slice(0, RECEIVED_LENGTH_MAX), fix });

const RECEIVED_LENGTH_MAX = 200;
