import type { EvaluationInput } from "../../evaluation/evaluation-input.ts";
import { type DifferingRecord, differingRecords, judgedRecords } from "../../record/differing-records.ts";
import type { ReleaseReader } from "../../record/release-store.ts";
import { readReleaseStore } from "../store/read-store.ts";
import { draftsAgain } from "./drafts-again.ts";
import { implementationDigest } from "./implementation.ts";
import { openedEvaluation } from "./opened-evaluation.ts";

/** An evaluation made again from its input alone. */
export interface Replay {
  readonly evaluation: string;
  readonly records: number;
  /** Records that came out with other bytes. Empty: the same evaluation. */
  readonly differ: readonly DifferingRecord[];
  /** The program that judged then is the one that judges now. */
  readonly isSameProgram: boolean;
}

/** Evaluates again from the stored input, and compares every record byte by byte. Throws `RELEASE_EVALUATION_UNKNOWN`. */
export function replayEvaluation(store: string, evaluation: string): Replay {
  using reader = readReleaseStore(store);
  const opened = openedEvaluation(reader, evaluation);
  const records = judgedRecords(reader.records(), evaluation);
  return {
    evaluation,
    records: records.length,
    differ: differingRecords(records, draftsAgain(inputIn(reader, opened.input))),
    isSameProgram: opened.implementation === implementationDigest(),
  };
}

const inputIn = (reader: ReleaseReader, digest: Parameters<ReleaseReader["blob"]>[0]): EvaluationInput =>
  JSON.parse(new TextDecoder().decode(reader.blob(digest))) as EvaluationInput;
