import { type CanonicalValue, type Digest, PlimsollError } from "@plimsoll/foundation";
import {
  type Apparatus,
  cleanApparatus,
  compilerDigestOf,
  type FinalVerdict,
  type FirstDifference,
  firstDifference,
  type FreezeRecord,
  freezeRecordShape,
  recordDigest,
  recordText,
  STAGE_FORMAT,
  type StageRecord,
  stageRecordShape,
} from "@plimsoll/sovereignty";
import { type DoneReports, protocolEnd } from "./protocol-end.ts";
import { parsed, refuseIfOtherSeeds } from "./recorded-protocol.ts";
import { RECORD_FILES, RECORD_NAMES, type RecordName, type RunFolder } from "./run-folder.ts";
import { RunTraces } from "./run-traces.ts";
import { STAGE_WORK, type StageWork, type WorkedStage } from "./stage-work.ts";

/** A file of a record, and how it is when it is made again. */
export interface ComparedFile {
  readonly file: string;
  /** Null where the record lists a file that is not there. */
  readonly identical: boolean | null;
  /** Null where the bytes are the same, or are not there. */
  readonly difference: FirstDifference | null;
}

export interface PlayerSetup {
  readonly progress: (stage: WorkedStage, done: number, total: number) => void;
  readonly work?: StageWork;
}

/** Makes records again, one after the other in the order of the protocol: each is bound to the one that was made again before it. */
export class RecordPlayer {
  /** False once a record was of other modules than this program has loaded. */
  freezeMatches = true;
  readonly #folder: RunFolder;
  readonly #loaded: FreezeRecord;
  readonly #apparatus: Apparatus;
  readonly #setup: PlayerSetup;
  readonly #frozen: FreezeRecord | null;
  /** Of the records as they were made again. */
  readonly #digests = new Map<RecordName, Digest>();
  #reports: DoneReports = {};

  constructor(folder: RunFolder, loaded: FreezeRecord, setup: PlayerSetup, frozen: FreezeRecord | null) {
    this.#folder = folder;
    this.#loaded = loaded;
    this.#apparatus = cleanApparatus(compilerDigestOf(loaded));
    this.#setup = setup;
    this.#frozen = frozen;
  }

  /** The record, and the traces that it lists. */
  async replayed(name: RecordName, text: string): Promise<readonly [ComparedFile, ...ComparedFile[]]> {
    if (name === "freeze") return [this.#replayedFreeze(text)];
    const record = parsed(stageRecordShape, RECORD_FILES[name], text);
    if (name !== "verdict") refuseIfOtherSeeds(name, record.seeds);
    if (record.freezeDigest !== this.#loaded.freezeDigest) this.freezeMatches = false;
    const traces = name === "run" ? new RunTraces() : null;
    const report = name === "verdict" ? this.#verdict() : await this.#answers(name, record.seeds, traces);
    const again = this.#recordAgain(name, record, report as unknown as CanonicalValue, traces);
    this.#digests.set(name, recordDigest(again));
    return [
      compared(RECORD_FILES[name], text, again),
      ...(traces?.texts() ?? []).map((each) => this.#comparedTrace(each)),
    ];
  }

  #replayedFreeze(text: string): ComparedFile {
    const frozen = parsed(freezeRecordShape, RECORD_FILES.freeze, text);
    this.freezeMatches = frozen.freezeDigest === this.#loaded.freezeDigest;
    const again = recordText((this.freezeMatches ? this.#loaded : frozen) as unknown as CanonicalValue);
    this.#digests.set("freeze", recordDigest(again));
    return compared(RECORD_FILES.freeze, text, again);
  }

  async #answers(stage: WorkedStage, seeds: readonly number[], traces: RunTraces | null) {
    const { progress, work = STAGE_WORK } = this.#setup;
    const report = await work[stage]({
      apparatus: this.#apparatus,
      seeds,
      traceOf: (seed) => traces?.sink(seed) ?? null,
      progress: (done, total) => progress(stage, done, total),
    });
    this.#reports = { ...this.#reports, [stage]: report };
    return report;
  }

  /** Of the stages that were made again before it. */
  #verdict(): FinalVerdict {
    const verdict = protocolEnd(this.#reports);
    if (verdict === null) throw RECORD_INCOMPLETE;
    return verdict;
  }

  #recordAgain(name: RecordName, record: StageRecord, report: CanonicalValue, traces: RunTraces | null): string {
    const again: StageRecord = {
      format: STAGE_FORMAT,
      stage: name,
      freezeDigest: this.#frozen?.freezeDigest ?? record.freezeDigest,
      previousDigest: this.#digestBefore(name) ?? record.previousDigest,
      seeds: record.seeds,
      report,
      traces: traces?.files() ?? [],
    };
    return recordText(again as unknown as CanonicalValue);
  }

  /** A verdict follows the last stage that there is: the sixth, or one that failed. */
  #digestBefore(name: RecordName): Digest | undefined {
    if (name === "verdict") return [...this.#digests.values()].at(-1);
    return this.#digests.get(RECORD_NAMES[RECORD_NAMES.indexOf(name) - 1]!);
  }

  #comparedTrace({ file, text }: { readonly file: string; readonly text: string }): ComparedFile {
    const recorded = this.#folder.text(file);
    if (recorded === null) return { file, identical: null, difference: null };
    const lines = [recorded, text].map((each) => each.split("\n"));
    const at = lines[0]!.findIndex((line, place) => line !== lines[1]![place]);
    const line = at === -1 ? lines[0]!.length : at;
    const difference = {
      path: `line ${line + 1}`,
      recorded: lines[0]![line] ?? null,
      replayed: lines[1]![line] ?? null,
    };
    return { file, identical: recorded === text, difference: recorded === text ? null : difference };
  }
}

function compared(file: string, recorded: string, replayed: string): ComparedFile {
  if (recorded === replayed) return { file, identical: true, difference: null };
  const [left, right] = [recorded, replayed].map((text) => JSON.parse(text) as CanonicalValue);
  return { file, identical: false, difference: firstDifference(left, right) ?? SPELLING };
}

/** The same value in other bytes. */
const SPELLING: FirstDifference = {
  path: "",
  recorded: "another spelling of the same value",
  replayed: "canonical JSON",
};

const RECORD_INCOMPLETE = new PlimsollError({
  code: "RECORD_INCOMPLETE",
  expected: "the records of all stages that the verdict follows from beside it",
  received: "not all of them",
  fix: "give the folder of the experiment",
});
