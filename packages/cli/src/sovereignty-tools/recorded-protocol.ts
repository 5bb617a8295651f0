import { type Digest, PlimsollError, type Shape, type ShapeFault } from "@plimsoll/foundation";
import {
  type FreezeRecord,
  freezeMismatch,
  freezeRecordShape,
  invalidRun,
  type ProtocolState,
  recordDigest,
  type Stage,
  type StageRecord,
  stageRecordShape,
  STAGES,
} from "@plimsoll/sovereignty";
import { InvalidRunError } from "./invalid-run-error.ts";
import { type DoneReports, failedStage } from "./protocol-end.ts";
import { RECORD_FILES, type RecordName, type RunFolder } from "./run-folder.ts";
import type { SignedRecord } from "./signed-log.ts";
import { mayBeRecorded, type StageReports, usualSeeds, type WorkedStage } from "./stage-work.ts";

/** What a run folder says was done, once it is held against the program, against itself and against its signed log. */
export interface RecordedProtocol extends ProtocolState {
  /** Digests of the records that are there. */
  readonly digests: ReadonlyMap<RecordName, Digest>;
  readonly records: ReadonlyMap<WorkedStage, StageRecord>;
  readonly reports: DoneReports;
}

export const NOTHING_RECORDED: RecordedProtocol = {
  done: [],
  failed: null,
  digests: new Map(),
  records: new Map(),
  reports: {},
};

/**
 * Reads a protocol that has begun. A record that was never signed is as if it were not there: whoever wrote it was interrupted.
 *
 * Throws `InvalidRunError`: the modules are not those that were frozen; a record is not the one that was signed, or is bound to
 * another freeze or to another predecessor, or is of other seeds than the frozen ones.
 */
export function recordedProtocol(
  folder: RunFolder,
  signed: ReadonlyMap<RecordName, SignedRecord>,
  loaded: FreezeRecord,
): RecordedProtocol {
  const freeze = folder.text(RECORD_FILES.freeze);
  if (freeze === null || !signed.has("freeze")) return NOTHING_RECORDED;
  refuseIfChanged("freeze", freeze, signed);
  const mismatch = freezeMismatch(parsed(freezeRecordShape, RECORD_FILES.freeze, freeze), loaded);
  if (mismatch !== null) throw new InvalidRunError(mismatch);
  const done: Stage[] = ["freeze"];
  const digests = new Map<RecordName, Digest>([["freeze", recordDigest(freeze)]]);
  const records = new Map<WorkedStage, StageRecord>();
  for (const stage of STAGES.filter((each) => each !== "freeze")) {
    const text = folder.text(RECORD_FILES[stage]);
    if (text === null || !signed.has(stage)) continue;
    refuseIfChanged(stage, text, signed);
    const record = parsed(stageRecordShape, RECORD_FILES[stage], text);
    refuseIfOtherSeeds(stage, record.seeds);
    refuseIfUnbound(stage, record, loaded, digests.get(STAGES[STAGES.indexOf(stage) - 1]!));
    done.push(stage);
    digests.set(stage, recordDigest(text));
    records.set(stage, record);
  }
  const reports = reportsIn(records);
  return { done, digests, records, reports, failed: failedStage(reports) };
}

/** Each is the text that was signed: of this freeze, and by this program's own types. */
const reportsIn = (records: ReadonlyMap<WorkedStage, StageRecord>): DoneReports =>
  Object.fromEntries(
    [...records].map(([stage, { report }]) => [stage, report as unknown as StageReports[WorkedStage]]),
  );

/** A record as somebody hands it in. Throws `RECORD_MALFORMED`. */
export function parsed<T>(shape: Shape<T>, file: string, text: string): T {
  const record = shape.parse(parsedJson(file, text));
  if (!record.ok) throw malformed(file, record.error);
  return record.value;
}

function parsedJson(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw malformed(file, { path: "", expected: "JSON", received: "another text" });
  }
}

export const malformed = (file: string, { path, expected, received }: ShapeFault): PlimsollError =>
  new PlimsollError({
    code: "RECORD_MALFORMED",
    expected: `${expected} at "${path}" of ${file}`,
    received,
    fix: "give a record as plimsoll lab sovereignty wrote it",
  });

function refuseIfChanged(stage: RecordName, text: string, signed: ReadonlyMap<RecordName, SignedRecord>): void {
  const digest = recordDigest(text);
  const first = signed.get(stage)?.record;
  if (digest === first) return;
  throw new InvalidRunError(
    invalidRun("TECHNICAL_FAILURE", {
      expected: `${RECORD_FILES[stage]} as it was signed, ${first}`,
      received: `another text, ${digest}`,
      fix: "put back the file that was signed, or begin in a new folder",
    }),
  );
}

/** A record without every frozen seed leads to no verdict: whoever may pick seeds picks those that suit. */
export function refuseIfOtherSeeds(stage: WorkedStage, seeds: readonly number[]): void {
  if (mayBeRecorded(stage, seeds)) return;
  throw new InvalidRunError(
    invalidRun("PREREGISTRATION_VIOLATION", {
      expected: `${RECORD_FILES[stage]} on the seeds of the protocol, ${usualSeeds(stage).join(", ") || "none"}`,
      received: `seeds ${seeds.slice(0, SEEDS_TOLD_MAX).join(", ") || "none"}`,
      fix: "begin in a new folder: other seeds are told beside the record, and never recorded",
    }),
  );
}

const SEEDS_TOLD_MAX = 6;

/** Where the stage before is not there, the order of the protocol says so. */
function refuseIfUnbound(
  stage: Stage,
  { freezeDigest, previousDigest, stage: named }: StageRecord,
  loaded: FreezeRecord,
  previous: Digest | undefined,
): void {
  if (named === stage && freezeDigest === loaded.freezeDigest && (previous ?? previousDigest) === previousDigest)
    return;
  throw new InvalidRunError(
    invalidRun("PROTOCOL_ORDER_VIOLATION", {
      expected: `a record of "${stage}" under freeze ${loaded.freezeDigest} behind record ${previous}`,
      received: `one of "${named}" under freeze ${freezeDigest} behind record ${previousDigest}`,
      fix: "keep the records of one protocol in one folder, and those of another in another",
    }),
  );
}
