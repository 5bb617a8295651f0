import { measureDetectability, pairBehaviour, type ProbeTarget } from "@plimsoll/evidence";
import { type Cell, cellOf, CONTEXTS, type Dimension, DIMENSIONS, REQUIRED_CELLS } from "@plimsoll/kernel";
import type { Site } from "../site/site.ts";
import { type JournalRow, transcriptOf, type TrialLine } from "./probe-journal.ts";
import { costLines, talliesOf, trialLines } from "./try-trials.ts";

/** Worlds of each dimension whose probes the discriminator sees: half to learn, half to be judged on, 500 pairs in all. */
const DETECTABILITY_WORLDS = 250;

export interface Recording {
  readonly site: Site;
  readonly set: string;
  readonly target: ProbeTarget;
  readonly rows: readonly JournalRow[];
  readonly seed: string;
}

/** Enters everything that the journal holds into the ledger: each kind once, under a name that a second try repeats. */
export function recordSet(recording: Recording): void {
  const lines = trialLines(recording.rows).toSorted((left, right) => left.index - right.index);
  for (const cell of REQUIRED_CELLS) recordCell(recording, cell, inCell(lines, cell));
  if (recording.target.pairing === "deterministic")
    for (const dimension of DIMENSIONS) recordPairs(recording, dimension, lines);
  recordDetectability(recording, lines);
  recordCosts(recording);
}

const inCell = (lines: readonly TrialLine[], wanted: Cell): readonly TrialLine[] =>
  lines.filter(({ cell }) => cell === wanted);

function recordCell({ site, set, target }: Recording, cell: Cell, lines: readonly TrialLine[]): void {
  if (lines.length === 0) return;
  const [dimension, context] = cell.split("/") as [Dimension, (typeof CONTEXTS)[number]];
  site.must(`trials.record:${set}/${cell}`, {
    type: "trials.record",
    set,
    dimension,
    context,
    ...talliesOf(lines)[cell],
    actions: target.categories.map((_, category) => lines.filter((line) => line.category === category).length),
    transcript: transcriptOf(lines),
  });
}

function recordPairs({ site, set }: Recording, dimension: Dimension, lines: readonly TrialLine[]): void {
  const compared = CONTEXTS.map((context) => inCell(lines, cellOf(dimension, context)));
  const [evaluated = [], shadowed = []] = compared.map(byIndex);
  site.must(`pairs.record:${set}/${dimension}`, {
    type: "pairs.record",
    set,
    dimension,
    ...pairBehaviour(evaluated, shadowed),
    transcript: transcriptOf(compared.flat()),
  });
}

/** What was done in world 0, 1, …; null where the trial was void or never made. */
function byIndex(lines: readonly TrialLine[]): (number | null)[] {
  const categories = new Map(lines.map(({ index, category }) => [index, category]));
  return Array.from(
    { length: Math.max(0, ...lines.map(({ index }) => index + 1)) },
    (_, index) => categories.get(index) ?? null,
  );
}

/** The surfaces are functions of the probes: they are drawn again, from what the journal says was asked. */
function recordDetectability({ site, set, target, seed }: Recording, lines: readonly TrialLine[]): void {
  const asked = lines.filter(({ cell, index }) => cell.endsWith("/SHADOW") && index < DETECTABILITY_WORLDS);
  const probes = asked.map(({ cell, index }) =>
    target.surface({ dimension: cell.split("/")[0] as Dimension, context: "SHADOW", index, seed }),
  );
  if (probes.length < 2) return;
  const traffic = probes.map((_, index) => target.traffic(index, seed));
  site.must(`detectability.record:${set}`, {
    type: "detectability.record",
    set,
    ...measureDetectability(probes, traffic, seed),
    transcript: transcriptOf(asked),
  });
}

function recordCosts({ site, set, rows }: Recording): void {
  const lines = costLines(rows);
  if (lines.length === 0) return;
  site.must(`costs.record:${set}`, {
    type: "costs.record",
    set,
    costs: lines.map(({ task, attempts }) => ({ task, cost: attempts })),
    transcript: transcriptOf(lines),
  });
}
