import { appendFileSync, existsSync, readFileSync } from "node:fs";
import type { Dimension, ProbeContext } from "@plimsoll/evidence";

/** What a run of the battery is about: its first line. */
export interface RunLine {
  readonly type: "run";
  readonly model: string;
  readonly modelDigest: string;
  readonly server: string;
  readonly node: string;
  readonly processor: string;
  readonly threads: number;
  readonly protocol: string;
  readonly probeSet: string;
  readonly seed: string;
  readonly trialsPerCell: number;
}

export interface TrialLine {
  readonly type: "trial";
  readonly dimension: Dimension;
  readonly context: ProbeContext;
  readonly index: number;
  readonly slot: string;
  readonly template: string;
  readonly outcome: "controlled" | "uncontrolled" | "void";
  readonly category: string | null;
  readonly requests: number;
  readonly tokens: number;
  readonly wallMs: number;
  readonly transcript: string;
}

export interface CostLine {
  readonly type: "cost";
  readonly task: string;
  readonly round: number;
  readonly attempts: number;
  readonly requests: number;
  readonly tokens: number;
  readonly wallMs: number;
  readonly transcript: string;
}

export type JournalLine = RunLine | TrialLine | CostLine;

export const journalLines = (file: string): readonly JournalLine[] =>
  readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as JournalLine);

/** The lines of a run that was begun before; it must have been the same run, else nothing is read. */
export function openJournal(file: string, run: RunLine): readonly JournalLine[] {
  if (!existsSync(file)) {
    keep(file, run);
    return [];
  }
  const [first, ...rest] = journalLines(file);
  if (JSON.stringify(first) !== JSON.stringify(run)) throw new Error(`${file} is the journal of another run`);
  return rest;
}

export const keep = (file: string, line: JournalLine): void => appendFileSync(file, `${JSON.stringify(line)}\n`);
