import { closeSync, fdatasyncSync, ftruncateSync, openSync, readFileSync } from "node:fs";
import type { Spent } from "@plimsoll/evidence";
import { PlimsollError } from "@plimsoll/foundation";
import { writeWhole } from "@plimsoll/foundation/node";
import type { WindowSet } from "@plimsoll/kernel";
import { JournalAccount } from "./journal-account.ts";
import {
  correctingLines,
  costLines,
  type HeadLine,
  type JournalRow,
  lineOf,
  rowShape,
  trialLines,
} from "./journal-row.ts";

/** A power cut costs so many trials at most; the end of the process costs none. */
const ROWS_PER_SYNC = 64;

/**
 * What was tried in one window set, a line each, written before the next is tried: a prober that was killed goes on where it
 * stood, and what was begun is not tried again. Bound to the set, its weights and its draw by the first line.
 */
export class ProbeJournal implements Disposable {
  readonly #descriptor: number;
  readonly #rows: JournalRow[] = [];
  #rowsSynced = 0;
  readonly #account = new JournalAccount();

  /** Opens or creates the file; a last line without an end was never kept and is cut off. Throws `PROBE_JOURNAL_MALFORMED`. */
  constructor(file: string, set: WindowSet) {
    this.#descriptor = openSync(file, "a+", 0o600);
    try {
      this.#take(file, set);
    } catch (fault) {
      closeSync(this.#descriptor);
      throw fault;
    }
  }

  #take(file: string, set: WindowSet): void {
    const text = readFileSync(file, "utf8");
    const whole = text.slice(0, text.lastIndexOf("\n") + 1);
    if (whole.length < text.length) ftruncateSync(this.#descriptor, Buffer.byteLength(whole));
    if (whole === "") return this.keep(headOf(set));
    this.#count(journalRows(file, whole, set));
  }

  /** What all rows have cost. */
  get spent(): Spent {
    return this.#account.spent;
  }

  get rows(): readonly JournalRow[] {
    return this.#rows;
  }

  keep(row: JournalRow): void {
    writeWhole(this.#descriptor, lineOf(row));
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
      this.#account.count(row);
    }
  }

  [Symbol.dispose](): void {
    closeSync(this.#descriptor);
  }
}

/** What was tried in a set, of a journal that nobody writes any more. Throws `PROBE_JOURNAL_MALFORMED`. */
export const readJournal = (file: string, set: WindowSet): readonly JournalRow[] =>
  journalRows(file, readFileSync(file, "utf8"), set);

const headOf = ({ set, digest, probeSet, pulse }: WindowSet): HeadLine => {
  if (pulse === null) throw new Error(`window set "${set}" was not drawn`);
  return { kind: "head", set, digest, probeSet, pulse };
};

/** All lines, checked one by one and with each other. */
function journalRows(file: string, text: string, set: WindowSet): readonly JournalRow[] {
  const rows = text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => parsedRow(file, line));
  const fault = faultIn(rows, set);
  if (fault !== null) throw malformed(file, fault, "something else");
  return rows;
}

function faultIn(rows: readonly JournalRow[], set: WindowSet): string | null {
  const [head, ...others] = rows;
  if (head === undefined || lineOf(head) !== lineOf(headOf(set))) return `the journal of "${set.set}" and of its draw`;
  if (others.some(({ kind }) => kind === "head")) return "one head";
  const trials = trialLines(rows);
  if (new Set(trials.map(({ cell, index }) => `${cell}/${index}`)).size < trials.length) return "each trial once";
  if (trials.some(({ index }) => index >= set.trials)) return `trials below ${set.trials}`;
  if (trials.some(({ outcome, category }) => (outcome === "void") !== (category === null)))
    return "a category for each trial that is not void, and for no other";
  return [costLines(rows), correctingLines(rows)].every(eachTaskOnce) ? null : "each correction once";
}

const eachTaskOnce = (lines: readonly { readonly task: string }[]): boolean =>
  new Set(lines.map(({ task }) => task)).size === lines.length;

function parsedRow(file: string, line: string): JournalRow {
  const row = rowShape.parse(parsedJson(line));
  if (row.ok) return row.value;
  throw malformed(file, `${row.error.expected} at "${row.error.path}"`, row.error.received);
}

function parsedJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

const malformed = (file: string, expected: string, received: string): PlimsollError =>
  new PlimsollError({
    code: "PROBE_JOURNAL_MALFORMED",
    expected: `${expected} in "${file}"`,
    received,
    fix: "put the file back as it was; without it the window set can only be left to its deadline",
  });
