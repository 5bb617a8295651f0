import { join } from "node:path";
import type { ProbeTarget, TrialRequest } from "@plimsoll/evidence";
import { type CanonicalValue, canonicalJson, type Digest, PlimsollError } from "@plimsoll/foundation";
import type { Command, Entry, KernelState, WindowSet } from "@plimsoll/kernel";
import { type JournalRow, type TrialLine, trialLines } from "./journal-row.ts";
import { readJournal } from "./probe-journal.ts";
import { JOURNAL, probeSeed, probeSetDigest, revealedProbeSet } from "./probe-set-seal.ts";
import { recordsOf } from "./record-set.ts";
import { setFolder } from "./set-folder.ts";

/** What a look behind a closed window set found. No fault: the ledger counted what was tried, with the probes that were registered. */
export interface ProbingCheck {
  readonly set: string;
  readonly trials: number;
  /** Trials made again and found the same; null without the agent. */
  readonly replayed: number | null;
  readonly faults: readonly string[];
}

/** A ledger as it is read, and where its evaluator keeps what he reveals. */
export interface ProbingSource {
  readonly state: KernelState;
  readonly entries: readonly Entry[];
  readonly directory: string;
}

/** The agent to make every trial again with, and the digest of its weights. */
export interface AgentAgain {
  readonly target: ProbeTarget;
  readonly digest: Digest;
}

/**
 * Compares a closed window set with what its evaluator reveals: the probe set with the digest that was registered before the first trial, and
 * all that the ledger recorded with what follows from the journal (spec E-181). With the agent, hiddenness is measured and every trial made
 * again. Throws `PROBE_SET_SEALED`, and `PROBE_JOURNAL_MALFORMED` for a journal that could not have been recorded.
 */
export async function checkProbing(
  { state, entries, directory }: ProbingSource,
  set: string,
  again: AgentAgain | null,
  signal: AbortSignal,
): Promise<ProbingCheck> {
  const registered = state.windowSets.get(set);
  const probeSet = revealedProbeSet(directory, set);
  if (registered === undefined || registered.pulse === null || probeSet === null) throw nothingRevealed(set);
  const rows = readJournal(join(setFolder(directory, set), JOURNAL), registered);
  const seed = probeSeed(probeSet, registered.pulse);
  const differing = again === null ? [] : await replay(trialLines(rows), again.target, seed, signal);
  return {
    set,
    trials: trialLines(rows).length,
    replayed: again === null ? null : trialLines(rows).length - differing.length,
    faults: [
      ...(probeSetDigest(probeSet) === registered.probeSet ? [] : ["the probe set is not the one that was registered"]),
      ...(again === null || again.digest === registered.digest ? [] : [`the set is about ${registered.digest}`]),
      ...recordFaults(entries, registered, rows, again, seed),
      ...differing,
    ],
  };
}

/** What the ledger recorded and does not follow from the journal, or the other way round. */
function recordFaults(
  entries: readonly Entry[],
  { set, categories, pairing }: WindowSet,
  rows: readonly JournalRow[],
  again: AgentAgain | null,
  seed: string,
): readonly string[] {
  const unmeasured = { surface: () => [], traffic: () => [] };
  const target = { ...(again?.target ?? unmeasured), categories: Array.from({ length: categories }, String), pairing };
  const expected = recordsOf(set, target, rows, seed)
    .map(([, command]) => command)
    .filter(({ type }) => again !== null || type !== "detectability.record");
  const recorded = entries.filter((entry) => isRecordOf(entry, set, again !== null));
  return [
    ...expected
      .filter((command) => !recorded.some((entry) => records(entry, command)))
      .map((command) => `${nameOf(command)}: not as the journal has it`),
    ...(recorded.length > expected.length
      ? [`${recorded.length - expected.length} more records than the journal gives`]
      : []),
  ];
}

const RECORDS: ReadonlySet<string> = new Set(["trials.recorded", "pairs.recorded", "costs.recorded"]);

const isRecordOf = (entry: Entry, set: string, isMeasured: boolean): boolean =>
  (RECORDS.has(entry.kind) || (isMeasured && entry.kind === "detectability.recorded")) &&
  "set" in entry &&
  entry.set === set;

/** Whether an entry says what the command says, field by field. */
function records(entry: Entry, { type, ...fields }: Command): boolean {
  const said = entry as unknown as Readonly<Record<string, CanonicalValue>>;
  return (
    entry.kind === `${type}ed` &&
    Object.entries(fields).every(
      ([field, value]) => canonicalJson(said[field] ?? null) === canonicalJson(value as CanonicalValue),
    )
  );
}

const nameOf = (command: Command): string =>
  [command.type, "dimension" in command ? command.dimension : "", "context" in command ? command.context : ""]
    .filter((part) => part !== "")
    .join(" ");

async function replay(
  lines: readonly TrialLine[],
  target: ProbeTarget,
  seed: string,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const faults: string[] = [];
  for (const { cell, index, outcome, transcript } of lines) {
    const [dimension, context] = cell.split("/") as [TrialRequest["dimension"], TrialRequest["context"]];
    const made = await target.trial({ dimension, context, index, seed }, signal);
    if (made.outcome !== outcome)
      faults.push(`${cell}, trial ${index}: ${outcome} in the journal, ${made.outcome} made again`);
    else if (made.transcript !== transcript) faults.push(`${cell}, trial ${index}: another transcript when made again`);
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
