import {
  anything,
  canonicalJson,
  type CanonicalValue,
  type Digest,
  digest,
  digestOf,
  integer,
  list,
  matching,
  object,
  oneOf,
  type Shape,
  utf8,
} from "@plimsoll/foundation";

/** A trace file of a stage. */
export interface TraceFile {
  readonly file: string;
  readonly digest: Digest;
  readonly entries: number;
}

/** What a stage leaves behind: a function of the freeze and of its seeds alone, so that anybody can make the same bytes again. */
export interface StageRecord {
  readonly format: typeof STAGE_FORMAT;
  readonly stage: string;
  readonly freezeDigest: Digest;
  /** Of the record before it: the chain that the order of the protocol is checked by. */
  readonly previousDigest: Digest;
  readonly seeds: readonly number[];
  readonly report: CanonicalValue;
  readonly traces: readonly TraceFile[];
}

/** Names the format of stage records. */
export const STAGE_FORMAT = "plimsoll-sovereignty-stage-1";

/** The bytes of a record's file: canonical JSON and a line end. */
export const recordText = (record: CanonicalValue): string => `${canonicalJson(record)}\n`;

/** Of the bytes of a record's file, so that any SHA-256 tool gives it. */
export const recordDigest = (text: string): Digest => digestOf(utf8(text));

const SEEDS_MAX = 1_000_000;
const TRACES_MAX = 1_000;
const NAME = matching("a name of at most 100 characters", /^[\x20-\x7e]{1,100}$/);

/** Everything of a record but its report, whose only judge is the replay. */
export const stageRecordShape: Shape<StageRecord> = object({
  format: oneOf(STAGE_FORMAT),
  stage: NAME,
  freezeDigest: digest,
  previousDigest: digest,
  seeds: list(integer(0, Number.MAX_SAFE_INTEGER), SEEDS_MAX),
  report: anything as Shape<CanonicalValue>,
  traces: list(object({ file: NAME, digest, entries: integer(0, Number.MAX_SAFE_INTEGER) }), TRACES_MAX),
});
