import { type IntakePorts, isStrictJson } from "@plimsoll/evidence";
import { err } from "@plimsoll/foundation";
import { sourceText } from "../examination/source-text.ts";
import { isRecord, peekJson, within } from "./peek.ts";
import { isArchive, peekEntry } from "./peek-archive.ts";
import { COUNTABLE, tallyCsv, tallyRows } from "./plain-trials.ts";
import type { RunLog, Tallied } from "./run-log.ts";
import { type LogReading, tallyGarak, tallyInspect, tallyLmEval, tallyPromptfoo } from "./tool-logs.ts";

/**
 * Counts the trials of one log. By what it holds, and not by its name: a log of Inspect, results of lm-evaluation-harness with their
 * samples, results of promptfoo, a report of garak, or rows or a table with one field by which a trial succeeds (`SUCCESS_NAMES`).
 * Anything else is not counted.
 *
 * A trial without a usable score is a trial and no success, and is counted as undecided as well, so that a claim of "at most" can
 * count it against itself.
 */
export function tallyLog(log: RunLog, evaluationName: string, ports: IntakePorts): Tallied {
  if (isArchive(log.bytes)) return archiveOf(log, evaluationName, ports);
  const text = sourceText(log.bytes, "text/plain")?.text;
  if (text === undefined) return err("it is no text in UTF-8");
  if (!/^\s*[{[]/.test(text)) return tallyCsv(text);
  const whole = peekJson(text);
  if (whole === undefined) return linesOf(text, log, evaluationName, ports);
  return wholeOf(text, { log, peeked: whole, evaluationName, ports });
}

function archiveOf(log: RunLog, evaluationName: string, ports: IntakePorts): Tallied {
  const peeked = peekJson(peekEntry(log.bytes, "header.json", ports) ?? "");
  if (peeked === undefined) return err("it is an archive without a header that can be read");
  return tallyInspect({ log, peeked, evaluationName, ports }, "inspect-eval");
}

function wholeOf(text: string, reading: LogReading): Tallied {
  const { peeked } = reading;
  if (isRecord(within(peeked, "eval"))) return tallyInspect(reading, "inspect-json");
  if (Array.isArray(within(peeked, "results", "results"))) return tallyPromptfoo(reading);
  if (isRecord(within(peeked, "results"))) return tallyLmEval(reading);
  if (within(peeked, "entry_type") !== undefined) return tallyGarak(reading, [peeked]);
  if (!isRecord(peeked)) return err(`expected ${COUNTABLE}; got one JSON value`);
  return isStrictJson(text) ? tallyRows([peeked]) : err("a name in it stands twice");
}

function linesOf(text: string, log: RunLog, evaluationName: string, ports: IntakePorts): Tallied {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  // Of two equal names `JSON.parse` keeps the last: a row would say "failed" to its reader and "passed" to us.
  const rows = lines.map((line) => (isStrictJson(line) ? peekJson(line) : undefined));
  const broken = rows.indexOf(undefined);
  if (broken !== -1)
    return err(
      `it is neither JSON nor JSON Lines: line ${broken + 1} of those with text is no JSON in which each name stands once`,
    );
  const known = rows.filter((row) => row !== undefined);
  const ofGarak = known.filter((row) => within(row, "entry_type") !== undefined);
  if (ofGarak.length === 0) return tallyRows(known);
  // Its rows count trials in a field of their own, "passed": none of them is a trial.
  return ofGarak.length < known.length
    ? err("some lines of it are garak's, and others are not")
    : tallyGarak({ log, peeked: known[0] ?? null, evaluationName, ports }, known);
}
