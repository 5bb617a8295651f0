import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { integer, object, PlimsollError } from "@plimsoll/foundation";
import { draftOf, writeFileAtomically } from "@plimsoll/foundation/node";
import { dataFolder } from "@plimsoll/governor";
import { takeWriterLock } from "@plimsoll/ledger";

/** One format brought up to the next. A crash may cut it short: it is then run again from the beginning. */
export interface FormatStep {
  /** Paths in the data folder that it changes: they are copied to `before-format-N` first. */
  readonly changes: readonly string[];
  run(directory: string): void;
}

/** Step `n` leads from format `n` to `n + 1`. Format 0 is a folder without `format.json`: the first versions wrote none. */
export const FORMAT_STEPS: readonly FormatStep[] = [{ changes: [], run: () => {} }];

const FILE = "format.json";
const formatShape = object({ format: integer(0, 1_000_000) });

/** Format number of a data folder; 0 for one without `format.json`. Throws `DATA_FORMAT_MALFORMED`. */
export function formatOf(directory: string): number {
  const file = join(directory, FILE);
  if (!existsSync(file)) return 0;
  const parsed = formatShape.parse(jsonIn(file));
  if (parsed.ok) return parsed.value.format;
  throw new PlimsollError({
    code: "DATA_FORMAT_MALFORMED",
    expected: `{"format":N} in ${file}`,
    received: "something else",
    fix: "restore the file from a backup",
  });
}

/** Throws `DATA_TOO_NEW` for a folder that a later version wrote. For who reads: an older one is left as it is. */
export function assertReadableFormat(directory: string, steps: readonly FormatStep[] = FORMAT_STEPS): void {
  const format = formatOf(directory);
  if (format <= steps.length) return;
  throw new PlimsollError({
    code: "DATA_TOO_NEW",
    expected: `a data folder of format ${steps.length} or older`,
    received: `format ${format} in "${directory}"`,
    fix: "use the version of plimsoll that wrote it, or a later one",
  });
}

/**
 * Brings a data folder up to this version's format, as its only writer, before anything in it is opened (SVR-7).
 * A folder without a ledger is left to whoever opens it. Throws `DATA_TOO_NEW`, `DATA_FORMAT_MALFORMED`, `DATA_IN_USE`.
 */
export function bringUpToDate(directory: string, steps: readonly FormatStep[] = FORMAT_STEPS): void {
  assertReadableFormat(directory, steps);
  if (formatOf(directory) === steps.length || !existsSync(dataFolder(directory).ledger)) return;
  const lock = takeWriterLock(dataFolder(directory).ledger);
  try {
    // Asked again: another process may have been quicker.
    for (const [format, step] of steps.entries())
      if (format >= formatOf(directory)) advance(directory, step, format + 1);
  } finally {
    lock.close();
  }
}

/** Says of a new data folder that it has this version's format. */
export const writeFormat = (directory: string, format = FORMAT_STEPS.length): void =>
  writeFileAtomically(join(directory, FILE), `${JSON.stringify({ format })}\n`);

function advance(directory: string, step: FormatStep, to: number): void {
  keepCopy(directory, step.changes, `before-format-${to}`);
  step.run(directory);
  writeFormat(directory, to);
}

/** A copy that is there already was made before a step that was cut short: it is the one of what was there before. */
function keepCopy(directory: string, paths: readonly string[], name: string): void {
  const copy = join(directory, name);
  if (paths.length === 0 || existsSync(copy)) return;
  const draft = draftOf(copy);
  try {
    for (const path of paths) copyPath(join(directory, path), join(draft, path));
    renameSync(draft, copy);
  } catch (cause) {
    rmSync(draft, { recursive: true, force: true });
    throw cause;
  }
}

function copyPath(from: string, to: string): void {
  if (!existsSync(from)) return;
  mkdirSync(dirname(to), { recursive: true, mode: 0o700 });
  cpSync(from, to, { recursive: true, preserveTimestamps: true });
}

function jsonIn(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (cause) {
    if (cause instanceof SyntaxError) return undefined;
    throw cause;
  }
}
