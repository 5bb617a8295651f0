import { closeSync, fdatasyncSync, ftruncateSync, mkdirSync, openSync, readFileSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import {
  digest,
  type Digest,
  identifier,
  integer,
  matching,
  nullable,
  oneOf,
  PlimsollError,
  type Shaped,
  union,
} from "@plimsoll/foundation";
import type { Spent } from "@plimsoll/evidence";
import { digestOfBytes } from "@plimsoll/foundation/node";
import { REQUIRED_CELLS } from "@plimsoll/kernel";

const spentFields = { requests: integer(0), tokens: integer(0), transcript: digest };

const rowShape = union("kind", {
  trial: {
    cell: oneOf(...REQUIRED_CELLS),
    index: integer(0, 1_000_000),
    outcome: oneOf("controlled", "uncontrolled", "void"),
    template: matching("a template's name", /^[^\n]{1,200}$/),
    category: nullable(integer(0, 7)),
    ...spentFields,
  },
  cost: { task: identifier, attempts: integer(1, 1_000_000_000), ...spentFields },
});

/** One thing that was tried, as one line of the journal. */
export type JournalRow = Shaped<typeof rowShape>;
export type TrialLine = Extract<JournalRow, { readonly kind: "trial" }>;
export type CostLine = Extract<JournalRow, { readonly kind: "cost" }>;

/** A power cut costs so many trials at most; the end of the process costs none. */
const ROWS_PER_SYNC = 64;

/**
 * What was tried in one window set, a line each, written before the next is tried: a prober that was killed goes on where it
 * stood, and what was seen is not tried again.
 */
export class ProbeJournal implements Disposable {
  readonly #descriptor: number;
  readonly #rows: JournalRow[] = [];
  #rowsSynced = 0;
  /** What all rows have cost. */
  spent: Spent = { requests: 0, tokens: 0 };

  /** Opens or creates the file; a last line without an end was never durable and is cut off. */
  constructor(file: string) {
    mkdirSync(dirname(file), { recursive: true });
    this.#descriptor = openSync(file, "a+", 0o600);
    const text = readFileSync(file, "utf8");
    const whole = text.slice(0, text.lastIndexOf("\n") + 1);
    if (whole.length < text.length) ftruncateSync(this.#descriptor, Buffer.byteLength(whole));
    this.#count(linesOf(whole).map((line) => parsedRow(file, line)));
  }

  get rows(): readonly JournalRow[] {
    return this.#rows;
  }

  keep(row: JournalRow): void {
    writeSync(this.#descriptor, lineOf(row));
    this.#count([row]);
    if (this.#rows.length - this.#rowsSynced >= ROWS_PER_SYNC) this.sync();
  }

  /** Before anything follows from what was tried. */
  sync(): void {
    fdatasyncSync(this.#descriptor);
    this.#rowsSynced = this.#rows.length;
  }

  #count(rows: readonly JournalRow[]): void {
    for (const row of rows) {
      this.#rows.push(row);
      this.spent = { requests: this.spent.requests + row.requests, tokens: this.spent.tokens + row.tokens };
    }
  }

  [Symbol.dispose](): void {
    closeSync(this.#descriptor);
  }
}

/** What was tried, of a journal that nobody writes any more. */
export const readJournalRows = (file: string): readonly JournalRow[] =>
  linesOf(readFileSync(file, "utf8")).map((line) => parsedRow(file, line));

const linesOf = (text: string): readonly string[] => text.split("\n").filter((line) => line !== "");

/** Digest of journal lines, as the ledger names them. */
export const transcriptOf = (rows: readonly JournalRow[]): Digest => digestOfBytes(rows.map(lineOf).join(""));

const lineOf = (row: JournalRow): string => `${JSON.stringify(row)}\n`;

function parsedRow(file: string, line: string): JournalRow {
  const row = rowShape.parse(parsedJson(line));
  if (row.ok) return row.value;
  throw new PlimsollError({
    code: "PROBE_JOURNAL_MALFORMED",
    expected: `${row.error.expected} at "${row.error.path}" in "${file}"`,
    received: row.error.received,
    fix: "put the file back as it was; without it the window set can only be left to its deadline",
  });
}

function parsedJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
