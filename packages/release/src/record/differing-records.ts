import { canonicalJson, type CanonicalValue, digestOf, utf8 } from "@plimsoll/foundation";
import type { Draft } from "./bodies.ts";
import type { RecordKind, ReleaseRecord } from "./record.ts";
import { subjectKey } from "./subject-key.ts";

/** A record that an evaluation made again tells otherwise; sequence -1: one that the log does not have. */
export interface DifferingRecord {
  readonly sequence: number;
  readonly kind: string;
}

/** What is written of an evaluation after it ended, and what a model said before it: of that the input has what counts. */
const BESIDE: ReadonlySet<RecordKind> = new Set<RecordKind>([
  "opinion.imported",
  "model.consulted",
  "pack.built",
  "evaluation.withdrawn",
  "modulation.answered",
]);

/** Records of one evaluation that its judgment makes. */
export const judgedRecords = (records: readonly ReleaseRecord[], evaluation: string): readonly ReleaseRecord[] =>
  records.filter((record) => record.evaluation === evaluation && !BESIDE.has(record.kind));

/** Place by place, by the digest of the body. Empty: the same evaluation. */
export function differingRecords(
  records: readonly ReleaseRecord[],
  drafts: readonly Draft[],
): readonly DifferingRecord[] {
  const count = Math.max(records.length, drafts.length);
  return Array.from({ length: count }, (_, place) => place).flatMap((place) => {
    const [record, draft] = [records[place], drafts[place]];
    if (record !== undefined && draft !== undefined && isSame(record, draft)) return [];
    return [{ sequence: record?.sequence ?? -1, kind: record?.kind ?? draft?.kind ?? "none" }];
  });
}

const isSame = (record: ReleaseRecord, draft: Draft): boolean =>
  record.kind === draft.kind &&
  record.evaluation === draft.evaluation &&
  record.subject === (draft.subject === null ? null : subjectKey(draft.subject)) &&
  record.body === bodyOf(draft);

const bodyOf = ({ body }: Draft) => digestOf(utf8(canonicalJson(body as unknown as CanonicalValue)));
