import type { Digest } from "@plimsoll/foundation";
import type { RecordKind } from "../record/record.ts";

/** A sentence and the records (places in the log) that it rests on. No sentence is without one. */
export interface Said {
  readonly text: string;
  readonly records: readonly number[];
}

/** Text of a table, or a link to a place of this document (`#claim-c-1`) or of another one of the pack. */
export type Cell = string | { readonly text: string; readonly to: string };

export interface Row {
  /** Where links find it; null: none points here. */
  readonly anchor: string | null;
  readonly cells: readonly Cell[];
  readonly records: readonly number[];
}

/** One finding behind a code. */
export interface ShownFinding {
  readonly anchor: string;
  readonly detail: string;
  /** What it names: claims, sources, signals, criteria. */
  readonly about: readonly string[];
  readonly wouldChange: string;
  /** One click away: a row of this document, or of another one of the pack. */
  readonly evidence: readonly { readonly text: string; readonly to: string }[];
  readonly records: readonly number[];
}

/** A reason against Green, as a reader meets it: one box for each code, with all that was found of it. */
export interface ShownReason {
  readonly code: string;
  readonly family: "VIOLATION" | "UNPROVEN" | "CONDITION";
  /** What the code says. */
  readonly says: string;
  readonly findings: readonly ShownFinding[];
}

export interface CurveLine {
  readonly name: string;
  readonly points: readonly (readonly [x: number, y: number])[];
}

/** Shares over cycles. `n` is the number of readings that it is made of. */
export interface Curve {
  readonly caption: string;
  readonly xLabel: string;
  readonly n: number;
  readonly lines: readonly CurveLine[];
  /** Levels that mean something, in ten-thousandths. */
  readonly marks: readonly { readonly name: string; readonly share: number }[];
  readonly records: readonly number[];
}

export type Block =
  | { readonly block: "text"; readonly said: readonly Said[] }
  | { readonly block: "list"; readonly said: readonly Said[] }
  | { readonly block: "warning"; readonly said: readonly Said[] }
  | { readonly block: "reasons"; readonly reasons: readonly ShownReason[] }
  | {
      readonly block: "table";
      readonly caption: string;
      readonly heads: readonly string[];
      readonly rows: readonly Row[];
    }
  | ({ readonly block: "curve" } & Curve);

export interface Section {
  readonly id: string;
  readonly title: string;
  /** What a published framework asks for under this heading, in our words; null outside framework reports. */
  readonly asks: string | null;
  readonly blocks: readonly Block[];
}

/** A record as the foot of a document names it. */
export interface CitedRecord {
  readonly sequence: number;
  readonly atMs: number;
  readonly kind: RecordKind;
  readonly body: Digest;
  /** Its body is withheld: the digest alone is here. */
  readonly isWithheld: boolean;
}

/** A document of the pack: a projection of the log and of nothing else. Page and JSON are the same value. */
export interface ReportDocument<Facts = unknown> {
  readonly format: "plimsoll release document 1";
  readonly document: string;
  readonly title: string;
  readonly evaluation: string;
  /** What programs read. */
  readonly facts: Facts;
  readonly sections: readonly Section[];
  readonly cited: readonly CitedRecord[];
}

export const textBlock = (...said: readonly Said[]): Block => ({ block: "text", said });
export const listBlock = (...said: readonly Said[]): Block => ({ block: "list", said });
export const warningBlock = (...said: readonly Said[]): Block => ({ block: "warning", said });

/** A table without rows is a line that says so. `rests` are the records that such a line rests on. */
export const tableBlock = (
  caption: string,
  heads: readonly string[],
  rows: readonly Row[],
  rests: readonly number[] = [],
): Block =>
  rows.length === 0 && rests.length > 0
    ? textBlock({ text: `${caption.replace(/: 0$/, "")}: none.`, records: rests })
    : { block: "table", caption, heads, rows };

export const row = (records: readonly number[], cells: readonly Cell[], anchor: string | null = null): Row => ({
  anchor,
  cells,
  records,
});

export const section = (id: string, title: string, blocks: readonly Block[], asks: string | null = null): Section => ({
  id,
  title,
  asks,
  blocks,
});

/** Every record that a document rests on, each once, in the order of the log. */
export function recordsOf(sections: readonly Section[]): readonly number[] {
  const cited = sections.flatMap(({ blocks }) => blocks.flatMap(recordsOfBlock));
  return [...new Set(cited)].sort((one, other) => one - other);
}

function recordsOfBlock(block: Block): readonly number[] {
  switch (block.block) {
    case "text":
    case "list":
    case "warning":
      return block.said.flatMap(({ records }) => records);
    case "reasons":
      return block.reasons.flatMap(({ findings }) => findings.flatMap(({ records }) => records));
    case "table":
      return block.rows.flatMap(({ records }) => records);
    default:
      return block.records;
  }
}
