import type { IntakePorts } from "@plimsoll/evidence";
import { type Digest, digestOfTexts } from "@plimsoll/foundation";
import { sourceText } from "../examination/source-text.ts";
import { oneText } from "./one-text.ts";
import { peekJson, type Peeked, within } from "./peek.ts";
import { archiveEntries, peekEntry } from "./peek-archive.ts";
import { csvRecords } from "./plain-trials.ts";
import type { RunLog } from "./run-log.ts";
import { samplesMeant } from "./tool-logs.ts";

/**
 * What a log says, whatever its bytes: rows in any order, fields in any order, spaces and empty lines alike. Logs of one content are
 * one run: copies that differ in a blank line are no further trials (RS-484). A run that its tool named is known by that name, and
 * results with samples beside them by the samples.
 */
export function contentOf(log: RunLog, evaluationName: string, ports: IntakePorts): Digest {
  const entries = archiveEntries(log.bytes);
  if (entries !== null) {
    const header = peekJson(peekEntry(log.bytes, "header.json", ports) ?? "");
    return namedOr(header, "archive", () => entries.toSorted());
  }
  const text = textOf(log.bytes);
  if (!/^\s*[{[]/.test(text)) return digestOfLines("table", rowTexts(csvRecords(text)));
  const whole = peekJson(text);
  if (whole === undefined) return digestOfLines("lines", linesIn(text));
  const [samples, other] = samplesMeant(log, whole, evaluationName);
  if (samples !== undefined && other === undefined) return digestOfLines("lines", linesIn(textOf(samples.bytes)));
  return namedOr(whole, "value", () => [oneText(whole)]);
}

const textOf = (bytes: Uint8Array): string => sourceText(bytes, "text/plain")?.text ?? "";

/** Inspect names each run, in JSON as in an archive; promptfoo names each evaluation. */
function namedOr(whole: Peeked | undefined, kind: string, lines: () => readonly string[]): Digest {
  const run = [within(whole, "eval", "eval_id"), within(whole, "evalId")].find(isName);
  return run === undefined ? digestOfLines(kind, lines()) : digestOfLines("run", [run]);
}

const isName = (id: Peeked | undefined): id is string => typeof id === "string" && id !== "";

const linesIn = (text: string): readonly string[] =>
  rowTexts(
    text
      .split("\n")
      .filter((line) => line.trim() !== "")
      .map((line) => peekJson(line) ?? line),
  );

/** In no order of their own; the same row twice stays twice. */
const rowTexts = (rows: readonly Peeked[]): readonly string[] => rows.map((row) => oneText(row)).toSorted();

const digestOfLines = (kind: string, lines: readonly string[]): Digest =>
  digestOfTexts([`${kind}\n`, ...lines.map((line) => `${line}\n`)]);
