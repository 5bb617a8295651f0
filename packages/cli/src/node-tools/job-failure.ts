import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import type { Run } from "@plimsoll/kernel";
import { printable } from "../kernel-tools/printable.ts";

/** What a job that failed left behind for whoever must mend it. */
export interface JobFailure {
  /** The file with all that it printed. */
  readonly output: string;
  /** The last line of it; null when it printed nothing, or nothing can be read. */
  readonly lastLine: string | null;
  readonly fix: string;
}

/** @param run of the ledger; of one from scratch that has written no checkpoint nothing can be gone on from */
export const jobFailure = (output: string, run: Pick<Run, "genesis" | "head"> | undefined): JobFailure => ({
  output,
  lastLine: lastLineOf(output),
  fix: `mend the job, and ${run?.genesis === true && run.head === null ? GENESIS_FIX : "run the same command again"}`,
});

const GENESIS_FIX =
  "then begin with weights that are there, or with another accredited lab: " +
  "this start has spent the lab's one training from scratch of the quarter";

/** A log may be of any length, and a line too: what is longer than this is shown from within. */
const TAIL_BYTES = 4096;
const LINE_CHARACTERS_MAX = 300;

function lastLineOf(file: string): string | null {
  const last = tailOf(file).trimEnd().split("\n").at(-1)?.trim() ?? "";
  return last === "" ? null : printable(last.slice(-LINE_CHARACTERS_MAX));
}

/** The end of a file, as text; nothing of one that cannot be read: what went wrong with the job is told all the same. */
function tailOf(file: string): string {
  try {
    const handle = openSync(file, "r");
    try {
      const { size } = fstatSync(handle);
      const tail = Buffer.alloc(Math.min(size, TAIL_BYTES));
      return tail.toString("utf8", 0, readSync(handle, tail, 0, tail.length, size - tail.length));
    } finally {
      closeSync(handle);
    }
  } catch {
    return "";
  }
}

/** For a person, on the line that says that it failed. */
export function failureText({ output, lastLine, fix }: JobFailure): string {
  const said = lastLine === null ? `nothing in "${output}"` : `"${lastLine}" as its last line in "${output}"`;
  return `, got ${said}; ${fix}`;
}
