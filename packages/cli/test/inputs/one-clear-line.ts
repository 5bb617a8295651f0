import { expect } from "vitest";
import type { PlimsollProcess } from "../faults/plimsoll-process.ts";

/** Exactly one line, which begins with the code; the same code in the summary; the exit code that belongs to it. */
export function expectOneClearLine(told: PlimsollProcess, code: string | RegExp, exitCode: number): void {
  const codes = told.errorLines().map((line) => /^([A-Z][A-Z0-9_]+): \S/.exec(line)?.[1] ?? line);
  const expected: unknown = typeof code === "string" ? code : expect.stringMatching(code);
  expect({ exit: told.end?.code, codes }).toEqual({ exit: exitCode, codes: [expected] });
}

/** A verdict on a ledger is what was asked for: it comes on standard output. */
export function expectVerdict(told: PlimsollProcess, code: string): void {
  expect({ exit: told.end?.code, summary: told.line("summary"), stderr: told.stderr }).toEqual({
    exit: 1,
    summary: expect.objectContaining({ ok: false, code }),
    stderr: "",
  });
}

/** One line with the code and where to read on; with `--json` the same as a summary, and else nothing for programs. */
export function expectUsageError(told: PlimsollProcess, pattern: RegExp): void {
  expectOneClearLine(told, "USAGE", 2);
  expect(told.stderr).toMatch(pattern);
  expect(told.stderr).toMatch(/; see plimsoll( [a-z]+)* --help\n$/);
  const summary = { type: "summary", ok: false, code: "USAGE", message: told.stderr.trimEnd().slice("USAGE: ".length) };
  expect(told.lines()).toEqual(told.isForJson ? [summary] : []);
}
