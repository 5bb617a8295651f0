import {
  digest,
  type Digest,
  identifier,
  integer,
  matching,
  nullable,
  oneOf,
  type Shaped,
  union,
} from "@plimsoll/foundation";
import { digestOfBytes } from "@plimsoll/foundation/node";
import { REQUIRED_CELLS } from "@plimsoll/kernel";

const spentFields = { requests: integer(0), tokens: integer(0), transcript: digest };
const placeFields = { cell: oneOf(...REQUIRED_CELLS), index: integer(0, 1_000_000) };

export const rowShape = union("kind", {
  /** The first line: what the others are about. */
  head: { set: identifier, digest, probeSet: digest, pulse: digest },
  /** A trial is under way. Without a `trial` line after it, it was broken off. */
  begun: placeFields,
  trial: {
    ...placeFields,
    outcome: oneOf("controlled", "uncontrolled", "void"),
    template: matching("a template's name", /^[^\n]{1,200}$/),
    category: nullable(integer(0, 7)),
    ...spentFields,
  },
  /** A correction is being measured. Without a `cost` line after it, it was broken off, and counts as one that never held. */
  correcting: { task: identifier, attemptsIfNever: integer(1, 1_000_000_000) },
  /** A request goes out that may cost so many tokens: the account of what is under way. */
  asked: { tokensAtMost: integer(0) },
  cost: { task: identifier, attempts: integer(1, 1_000_000_000), ...spentFields },
});

/** One line of the journal. */
export type JournalRow = Shaped<typeof rowShape>;
export type HeadLine = Extract<JournalRow, { readonly kind: "head" }>;
export type TrialLine = Extract<JournalRow, { readonly kind: "trial" }>;
export type CostLine = Extract<JournalRow, { readonly kind: "cost" }>;
export type CorrectingLine = Extract<JournalRow, { readonly kind: "correcting" }>;

/** Digest of journal lines, as the ledger names them. */
export const transcriptOf = (rows: readonly JournalRow[]): Digest => digestOfBytes(rows.map(lineOf).join(""));

export const trialLines = (rows: readonly JournalRow[]): readonly TrialLine[] =>
  rows.filter((row) => row.kind === "trial");

export const costLines = (rows: readonly JournalRow[]): readonly CostLine[] =>
  rows.filter((row) => row.kind === "cost");

export const correctingLines = (rows: readonly JournalRow[]): readonly CorrectingLine[] =>
  rows.filter((row) => row.kind === "correcting");

/** As it stands in the file. */
export const lineOf = (row: JournalRow): string => `${JSON.stringify(row)}\n`;
