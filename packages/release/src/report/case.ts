import { err, ok, type Result } from "@plimsoll/foundation";
import type { Bodies } from "../record/bodies.ts";
import type { RecordKind, ReleaseRecord } from "../record/record.ts";
import type { Block, CitedRecord, ReportDocument, Said, Section } from "./document.ts";
import { recordsOf, warningBlock } from "./document.ts";
import type { PackRecord, PackMaterial } from "./material.ts";

/** A record of one kind with its body. */
export interface Entry<K extends RecordKind> {
  readonly record: ReleaseRecord;
  readonly sequence: number;
  readonly body: Bodies[K];
}

/** One evaluation in the history of its subject. Records of other subjects are not in it. */
export interface Case {
  readonly material: PackMaterial;
  readonly opened: Entry<"evaluation.opened">;
  readonly decision: Entry<"decision.made">;
  /** Records of the evaluation, in order. */
  readonly own: readonly PackRecord[];
  /** Records of the subject, of whatever evaluation, and of the site as a whole. */
  readonly history: readonly PackRecord[];
}

/** Why no case can be made of a log. */
export type NoCase = "no such evaluation" | "no decision";

/** The last decision of an evaluation is its decision. Bodies of the opening and of the decision must be there. */
export function caseOf(material: PackMaterial): Result<Case, NoCase> {
  const opened = entriesOf(material.records, "evaluation.opened").find(
    ({ record }) => record.evaluation === material.evaluation,
  );
  if (opened === undefined) return err("no such evaluation");
  const { subject } = opened.record;
  const history = material.records.filter(({ record }) => record.subject === subject || record.subject === null);
  const own = history.filter(({ record }) => record.evaluation === material.evaluation);
  const decision = entriesOf(own, "decision.made").at(-1);
  if (decision === undefined) return err("no decision");
  return ok({ material, opened, decision, own, history });
}

/** Those of a kind whose bodies are at hand. */
export const entriesOf = <K extends RecordKind>(records: readonly PackRecord[], kind: K): readonly Entry<K>[] =>
  records.flatMap(({ record, body }) =>
    record.kind === kind && body !== undefined ? [{ record, sequence: record.sequence, body: body as Bodies[K] }] : [],
  );

/** The evaluation's last one of a kind; null for none. */
export const lastOwn = <K extends RecordKind>({ own }: Case, kind: K): Entry<K> | null =>
  entriesOf(own, kind).at(-1) ?? null;

/** Where the evaluation begins and where it is decided: what is not between the two is not on record. */
export const boundsOf = ({ opened, decision }: Case): readonly number[] => [opened.sequence, decision.sequence];

/** What is withheld is not called absent. */
export const notOnRecord = (theCase: Case): Said => {
  const [first, last] = boundsOf(theCase);
  const hidden = theCase.own.filter(({ body }) => body === undefined).map(({ record }) => record.kind as string);
  const withheld = [...new Set(hidden), ...(theCase.material.input === null ? ["the input"] : [])];
  const but = withheld.length === 0 ? "" : `, as far as it is shown: ${withheld.join(", ")} withheld`;
  return {
    text: `None on record (looked for between record ${first} and record ${last}${but}).`,
    records: boundsOf(theCase),
  };
};

/** The same of the whole log, as far as it is about this subject or the site. */
export const neverOnRecord = ({ history }: Case): Said => {
  const all = history.map(({ record }) => record.sequence);
  const [first, last] = [all[0] ?? 0, all.at(-1) ?? 0];
  return {
    text: `None on record for this subject (looked for between record ${first} and record ${last}).`,
    records: [first, last],
  };
};

/** What of these kinds is in the log and withheld from the pack. */
export const withheldBlocks = (records: readonly PackRecord[], kinds: readonly RecordKind[]): readonly Block[] => {
  const withheld = records.filter(({ record, body }) => body === undefined && kinds.includes(record.kind));
  if (withheld.length === 0) return [];
  return [
    warningBlock(
      ...withheld.map(({ record }) => ({
        text: `Withheld: record ${record.sequence} (${record.kind}), of which only the digest ${record.body} is given.`,
        records: [record.sequence],
      })),
    ),
  ];
};

/** Puts a document together, with the foot that says what each of its numbers in brackets is. */
export function documentOf<Facts>(
  theCase: Case,
  document: string,
  title: string,
  facts: Facts,
  sections: readonly Section[],
): ReportDocument<Facts> {
  const { evaluation } = theCase.material;
  const cited = citedOf(theCase, recordsOf(sections));
  return { format: "plimsoll release document 1", document, title, evaluation, facts, sections, cited };
}

function citedOf({ history }: Case, sequences: readonly number[]): readonly CitedRecord[] {
  const wanted = new Set(sequences);
  return history
    .filter(({ record }) => wanted.has(record.sequence))
    .map(({ record: { sequence, atMs, kind, body }, body: kept }) => ({
      sequence,
      atMs,
      kind,
      body,
      isWithheld: kept === undefined,
    }));
}
