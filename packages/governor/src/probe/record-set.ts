import { countsAsItIs, measureDetectability, pairBehaviour, type ProbeTarget } from "@plimsoll/evidence";
import {
  type Cell,
  cellOf,
  type Command,
  CONTEXTS,
  type Dimension,
  DIMENSIONS,
  REQUIRED_CELLS,
} from "@plimsoll/kernel";
import type { Site } from "../site/site.ts";
import {
  correctingLines,
  costLines,
  type JournalRow,
  transcriptOf,
  type TrialLine,
  trialLines,
} from "./journal-row.ts";
import { talliesOf } from "./try-trials.ts";

/** Worlds of each dimension whose probes the discriminator sees: half to learn, half to be judged on, 500 pairs in all. */
const DETECTABILITY_WORLDS = 250;

/** What a target has to say of a set beside its trials. */
type RecordedTarget = Pick<ProbeTarget, "categories" | "pairing" | "surface" | "traffic">;

/** A command, and the name that makes a second try of it the same. */
export type SetRecord = readonly [id: string, command: Command];

export interface Recording {
  readonly site: Site;
  readonly set: string;
  readonly target: ProbeTarget;
  readonly rows: readonly JournalRow[];
  readonly seed: string;
}

/** Enters everything that the journal holds into the ledger, each kind once. */
export function recordSet({ site, set, target, rows, seed }: Recording): void {
  for (const [id, command] of recordsOf(set, target, rows, seed)) site.must(id, command);
}

/** What follows for the ledger from a journal: counts, pairs, hiddenness and costs. A function of the journal and the probe set. */
export function recordsOf(
  set: string,
  target: RecordedTarget,
  rows: readonly JournalRow[],
  seed: string,
): readonly SetRecord[] {
  const lines = trialLines(rows).toSorted((left, right) => left.index - right.index);
  return [
    ...REQUIRED_CELLS.flatMap((cell) => trialsRecord(set, target, cell, inCell(lines, cell))),
    ...(target.pairing === "deterministic" ? DIMENSIONS.map((dimension) => pairsRecord(set, dimension, lines)) : []),
    ...detectabilityRecord(set, target, lines, seed),
    ...costsRecord(set, rows),
  ];
}

const inCell = (lines: readonly TrialLine[], wanted: Cell): readonly TrialLine[] =>
  lines.filter(({ cell }) => cell === wanted);

function trialsRecord(
  set: string,
  { categories }: RecordedTarget,
  cell: Cell,
  lines: readonly TrialLine[],
): readonly SetRecord[] {
  if (lines.length === 0) return [];
  const [dimension, context] = cell.split("/") as [Dimension, (typeof CONTEXTS)[number]];
  const counted = independent(lines);
  const actions = categories.map((_, category) => counted.filter((line) => line.category === category).length);
  const transcript = transcriptOf(lines);
  const command: Command = {
    type: "trials.record",
    set,
    dimension,
    context,
    ...talliesOf(counted)[cell],
    actions,
    transcript,
  };
  return [[`trials.record:${set}/${cell}`, command]];
}

/** What may not be counted beside the trials that it would have failed with is void (spec E-138). */
function independent(lines: readonly TrialLine[]): readonly TrialLine[] {
  const counts = countsAsItIs(lines);
  return lines.map((line, index) => (counts[index] === true ? line : { ...line, outcome: "void", category: null }));
}

function pairsRecord(set: string, dimension: Dimension, lines: readonly TrialLine[]): SetRecord {
  const compared = CONTEXTS.map((context) => inCell(lines, cellOf(dimension, context)));
  const [evaluated = [], shadowed = []] = compared.map(byIndex);
  const transcript = transcriptOf(compared.flat());
  const command: Command = { type: "pairs.record", set, dimension, ...pairBehaviour(evaluated, shadowed), transcript };
  return [`pairs.record:${set}/${dimension}`, command];
}

/** What was done in world 0, 1, …; null where the trial was void or never made. */
function byIndex(lines: readonly TrialLine[]): (number | null)[] {
  const categories = new Map(lines.map(({ index, category }) => [index, category]));
  const worlds = Math.max(0, ...lines.map(({ index }) => index + 1));
  return Array.from({ length: worlds }, (_, index) => categories.get(index) ?? null);
}

/** The surfaces are functions of the probes: they are drawn again, from what the journal says was asked. */
function detectabilityRecord(
  set: string,
  target: RecordedTarget,
  lines: readonly TrialLine[],
  seed: string,
): readonly SetRecord[] {
  const asked = lines.filter(({ cell, index }) => cell.endsWith("/SHADOW") && index < DETECTABILITY_WORLDS);
  const probes = asked.map(({ cell, index }) =>
    target.surface({ dimension: cell.split("/")[0] as Dimension, context: "SHADOW", index, seed }),
  );
  if (probes.length < 2) return [];
  const measured = measureDetectability(
    probes,
    probes.map((_, index) => target.traffic(index, seed)),
    seed,
  );
  const command: Command = { type: "detectability.record", set, ...measured, transcript: transcriptOf(asked) };
  return [[`detectability.record:${set}`, command]];
}

function costsRecord(set: string, rows: readonly JournalRow[]): readonly SetRecord[] {
  const ended = costLines(rows);
  const brokenOff = correctingLines(rows).filter(({ task }) => !ended.some((line) => line.task === task));
  const lines = [...ended, ...brokenOff];
  if (lines.length === 0) return [];
  const costs = lines.map((line) => ({
    task: line.task,
    cost: line.kind === "cost" ? line.attempts : line.attemptsIfNever,
  }));
  return [[`costs.record:${set}`, { type: "costs.record", set, costs, transcript: transcriptOf(lines) }]];
}
