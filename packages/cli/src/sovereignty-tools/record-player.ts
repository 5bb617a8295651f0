import { type CanonicalValue, type Digest, PlimsollError } from "@plimsoll/foundation";
import {
  type Apparatus,
  cleanApparatus,
  compilerDigestOf,
  finalVerdict,
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
import { parsed } from "./recorded-protocol.ts";
import { RECORD_FILES, RECORD_NAMES, type RecordName, type RunFolder } from "./run-folder.ts";
import { RunTraces } from "./run-traces.ts";
import { STAGE_WORK, type StageReports, type StageWork, type WorkedStage } from "./stage-work.ts";

/** A file of a record, and how it is when it is made again. */
export interface ComparedFile {
  readonly file: string;
  readonly identical: boolean;
  /** Null where the bytes are the same. */
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
  readonly #reports = new Map<WorkedStage, StageReports[WorkedStage]>();

  constructor(folder: RunFolder, loaded: FreezeRecord, setup: PlayerSetup, frozen: FreezeRecord | null) {
    this.#folder = folder;
    this.#loaded = loaded;
    this.#apparatus = cleanApparatus(compilerDigestOf(loaded));
    this.#setup = setup;
    this.#frozen = frozen;
  }

  async replayed(name: RecordName, text: string): Promise<readonly ComparedFile[]> {
    if (name === "freeze") return [this.#replayedFreeze(text)];
    const record = parsed(stageRecordShape, RECORD_FILES[name], text);
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
    this.#reports.set(stage, report);
    return report;
  }

  /** Of the stages that were made again before it. */
  #verdict(): FinalVerdict {
    const { calibrate, run, ablate, weaken, spof } = Object.fromEntries(this.#reports) as Partial<StageReports>;
    if (!calibrate || !run || !ablate || !weaken || !spof) throw RECORD_INCOMPLETE;
    return finalVerdict({
      calibration: calibrate,
      baseline: run,
      ablations: ablate,
      ladders: weaken,
      singlePoints: spof,
    });
  }

  #recordAgain(name: RecordName, record: StageRecord, report: CanonicalValue, traces: RunTraces | null): string {
    const before = RECORD_NAMES[RECORD_NAMES.indexOf(name) - 1]!;
    const again: StageRecord = {
      format: STAGE_FORMAT,
      stage: name,
      freezeDigest: this.#frozen?.freezeDigest ?? record.freezeDigest,
      previousDigest: this.#digests.get(before) ?? record.previousDigest,
      seeds: record.seeds,
      report,
      traces: traces?.files() ?? [],
    };
    return recordText(again as unknown as CanonicalValue);
  }

  /** A trace that nobody kept is not compared: its digest in the record was. */
  #comparedTrace({ file, text }: { readonly file: string; readonly text: string }): ComparedFile {
    const recorded = this.#folder.text(file) ?? text;
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
  expected: "the records of all six stages beside the verdict that follows from them",
  received: "not all of them",
  fix: "give the folder of the experiment",
});
