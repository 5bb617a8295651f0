import { existsSync } from "node:fs";
import { join } from "node:path";
import type { ProbeTarget } from "@plimsoll/evidence";
import { type Digest, PlimsollError } from "@plimsoll/foundation";
import { type Entry, type EntryBodyOf, REQUIRED_CELLS } from "@plimsoll/kernel";
import type { Site } from "../site/site.ts";
import { type JournalRow, readJournalRows, transcriptOf, type TrialLine } from "./probe-journal.ts";
import { probeSeed, probeSetDigest, readProbeSet, REVEALED } from "./probe-set-seal.ts";
import { talliesOf, trialLines } from "./try-trials.ts";

/** What a look behind a closed window set found. No fault: the ledger counted what was tried, with the probes that were registered. */
export interface ProbingCheck {
  readonly set: string;
  readonly trials: number;
  /** Trials made again and found the same; null without a target. */
  readonly replayed: number | null;
  readonly faults: readonly string[];
}

/**
 * Compares a closed window set with what its evaluator reveals: the probe set with the digest that was registered before the first trial, the
 * journal with the transcripts and counts of the ledger (spec E-181). With the target, every trial is made again and compared.
 */
export async function checkProbing(
  site: Site,
  set: string,
  directory: string,
  target: ProbeTarget | null,
  signal: AbortSignal,
): Promise<ProbingCheck> {
  const folder = join(directory, ...set.split("/"));
  const entries = [...site.history()];
  const registered = findEntry(entries, "windows.registered", set);
  const drawn = findEntry(entries, "windows.drawn", set);
  if (registered === undefined || drawn === undefined || !existsSync(join(folder, REVEALED)))
    throw nothingRevealed(set);
  const probeSet = readProbeSet(join(folder, REVEALED));
  const rows = readJournalRows(join(folder, "journal.jsonl"));
  const lines = trialLines(rows);
  const seed = probeSeed(probeSet, drawn.pulse);
  const differing = target === null ? [] : await replay(lines, target, seed, signal);
  return {
    set,
    trials: lines.length,
    replayed: target === null ? null : lines.length - differing.length,
    faults: [
      ...(probeSetDigest(probeSet) === registered.probeSet ? [] : ["the probe set is not the one that was registered"]),
      ...cellFaults(entries, set, rows),
      ...differing,
    ],
  };
}

type SetEntry = "windows.registered" | "windows.drawn";

const findEntry = <K extends SetEntry>(entries: readonly Entry[], kind: K, set: string) =>
  entries.find((entry): entry is Extract<Entry, { readonly kind: K }> => entry.kind === kind && entry.set === set);

/** Cells whose journal is not what the ledger counted. */
function cellFaults(entries: readonly Entry[], set: string, rows: readonly JournalRow[]): readonly string[] {
  const recorded = entries.filter((entry) => entry.kind === "trials.recorded" && entry.set === set);
  return REQUIRED_CELLS.flatMap((cell) => {
    const lines = trialLines(rows).filter((line) => line.cell === cell);
    const counted = (recorded as readonly EntryBodyOf<"trials.recorded">[]).filter(
      ({ dimension, context }) => `${dimension}/${context}` === cell,
    );
    const isSame = lines.length === 0 ? counted.length === 0 : counted.length === 1 && isCount(counted[0]!, lines);
    return isSame ? [] : [`${cell}: the journal is not what the ledger counted`];
  });
}

function isCount(entry: EntryBodyOf<"trials.recorded">, lines: readonly TrialLine[]): boolean {
  const ordered = lines.toSorted((left, right) => left.index - right.index);
  const tally = talliesOf(ordered)[ordered[0]!.cell];
  const transcript: Digest = transcriptOf(ordered);
  return (
    entry.transcript === transcript &&
    entry.controlled === tally.controlled &&
    entry.uncontrolled === tally.uncontrolled &&
    entry.void === tally.void
  );
}

async function replay(
  lines: readonly TrialLine[],
  target: ProbeTarget,
  seed: string,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const faults: string[] = [];
  for (const { cell, index, outcome, transcript } of lines) {
    const [dimension, context] = cell.split("/") as [
      Parameters<ProbeTarget["trial"]>[0]["dimension"],
      Parameters<ProbeTarget["trial"]>[0]["context"],
    ];
    const again = await target.trial({ dimension, context, index, seed }, signal);
    if (again.outcome !== outcome || again.transcript !== transcript)
      faults.push(`${cell}, trial ${index}: ${again.outcome} when made again, ${outcome} in the journal`);
  }
  return faults;
}

const nothingRevealed = (set: string): PlimsollError =>
  new PlimsollError({
    code: "PROBE_SET_SEALED",
    expected: "a closed window set that was probed from this data folder",
    received: `"${set}", of which nothing is revealed here`,
    fix: "name a set that plimsoll evidence probe has closed; the evaluator who probed has the rest",
  });
