import { canonicalJson, type CanonicalValue, digestOf, utf8 } from "@plimsoll/foundation";
import { evaluate } from "../../evaluation/evaluate.ts";
import type { EvaluationInput } from "../../evaluation/evaluation-input.ts";
import type { Draft } from "../../record/bodies.ts";
import type { ReleaseReader } from "../../record/release-store.ts";
import type { ReleaseRecord } from "../../record/record.ts";
import { readReleaseStore } from "../store/read-store.ts";
import { implementationDigest } from "./implementation.ts";
import { openedEvaluation } from "./opened-evaluation.ts";
import { shipped } from "./shipped.ts";
import { goldenTrials } from "./trials.ts";

/** An evaluation made again from its input alone. */
export interface Replay {
  readonly evaluation: string;
  readonly records: number;
  /** Records that came out with other bytes. Empty: the same evaluation. */
  readonly differ: readonly { readonly sequence: number; readonly kind: string }[];
  /** The program that judged then is the one that judges now. */
  readonly isSameProgram: boolean;
}

/** Evaluates again from the stored input, and compares every record byte by byte. Throws `RELEASE_EVALUATION_UNKNOWN`. */
export function replayEvaluation(store: string, evaluation: string): Replay {
  using reader = readReleaseStore(store);
  const opened = openedEvaluation(reader, evaluation);
  const input = inputIn(reader, opened.input);
  const { intakeRules } = shipped();
  const { policy, site, implementation } = input;
  const trials = () => goldenTrials({ policy, safeguards: site.safeguards, intakeRules, implementation });
  const { drafts } = evaluate(input, trials);
  const records = reader.records().filter((record) => record.evaluation === evaluation && !BESIDE.has(record.kind));
  return {
    evaluation,
    records: records.length,
    differ: differences(records, drafts),
    isSameProgram: opened.implementation === implementationDigest(),
  };
}

/** What is written of an evaluation after it ended, and what a model said before it: of that the input has what counts. */
const BESIDE: ReadonlySet<ReleaseRecord["kind"]> = new Set([
  "opinion.imported",
  "model.consulted",
  "pack.built",
  "evaluation.withdrawn",
  "modulation.answered",
]);

function differences(records: readonly ReleaseRecord[], drafts: readonly Draft[]): Replay["differ"] {
  const count = Math.max(records.length, drafts.length);
  return Array.from({ length: count }, (_, place) => place).flatMap((place) => {
    const [record, draft] = [records[place], drafts[place]];
    const isSame =
      record !== undefined && draft !== undefined && record.kind === draft.kind && record.body === bodyOf(draft);
    return isSame ? [] : [{ sequence: record?.sequence ?? -1, kind: record?.kind ?? draft?.kind ?? "none" }];
  });
}

const bodyOf = ({ body }: Draft) => digestOf(utf8(canonicalJson(body as unknown as CanonicalValue)));

const inputIn = (reader: ReleaseReader, digest: Parameters<ReleaseReader["blob"]>[0]): EvaluationInput =>
  JSON.parse(new TextDecoder().decode(reader.blob(digest))) as EvaluationInput;
