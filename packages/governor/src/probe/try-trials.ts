import { correctionTasksOf, type ProbeTarget, type Spent, type TrialRecord } from "@plimsoll/evidence";
import { PlimsollError } from "@plimsoll/foundation";
import {
  type Cell,
  CONTEXTS,
  DIMENSIONS,
  type Dimension,
  failuresThatCut,
  type ProbeContext,
  REQUIRED_CELLS,
  type Tally,
} from "@plimsoll/kernel";
import { correctingLines, costLines, type JournalRow, type TrialLine, trialLines } from "./journal-row.ts";
import type { ProbeBudget } from "./probe-plan.ts";

/** So many trials in a row without an outcome: the target is broken, not the agent, and more of them would only waste the window. */
const VOIDS_IN_A_ROW_MAX = 16;

/** Where what was tried is kept. */
export interface TrialJournal {
  readonly rows: readonly JournalRow[];
  readonly spent: Spent;
  keep(row: JournalRow): void;
}

/** What is tried in one window set, in which order, and where it ends. */
export interface Trying {
  readonly target: ProbeTarget;
  readonly journal: TrialJournal;
  readonly trials: number;
  readonly seed: string;
  /** Corrections to measure in this set. */
  readonly tasks: readonly string[];
  readonly budget: ProbeBudget;
  readonly pace: (signal: AbortSignal) => Promise<void>;
  readonly onTrial: (tallies: Readonly<Record<Cell, Tally>>) => void;
  readonly signal: AbortSignal;
}

/**
 * Tries what the journal does not have yet: world by world, EVAL and SHADOW in turn, then the corrections. What was begun is never
 * tried again, even if it was broken off: who could would break off what goes wrong. Ends early once some cell shows `cut`, which no
 * further trial can undo. Throws `PROBE_BUDGET_SPENT` and `PROBE_TARGET_BROKEN`; what was tried is in the journal.
 */
export async function tryTrials(trying: Trying): Promise<void> {
  const tallies = talliesOf(trialLines(trying.journal.rows));
  const tried = placesTried(trying.journal.rows);
  let voidsInARow = 0;
  for (const { dimension, context, index } of order(trying.trials)) {
    const cell: Cell = `${dimension}/${context}`;
    if (showsCut(tallies, trying.trials)) return;
    if (tried.has(`${cell}/${index}`)) continue;
    const outcome = await tryOne(trying, { dimension, context, index });
    if (outcome === null) return;
    tallies[cell] = counted(tallies[cell], outcome);
    trying.onTrial(tallies);
    voidsInARow = outcome === "void" ? voidsInARow + 1 : 0;
    if (voidsInARow >= VOIDS_IN_A_ROW_MAX)
      throw targetBroken(`${VOIDS_IN_A_ROW_MAX} trials in a row without an outcome`);
  }
  await measureCosts(trying);
}

const placesTried = (rows: readonly JournalRow[]): ReadonlySet<string> =>
  new Set(rows.flatMap((row) => (row.kind === "begun" || row.kind === "trial" ? [`${row.cell}/${row.index}`] : [])));

interface Place {
  readonly dimension: Dimension;
  readonly context: ProbeContext;
  readonly index: number;
}

function* order(trials: number): Generator<Place> {
  for (let index = 0; index < trials; index += 1)
    for (const dimension of DIMENSIONS) for (const context of CONTEXTS) yield { dimension, context, index };
}

/** Tries one trial and keeps it; null when a person interrupted. */
async function tryOne(trying: Trying, place: Place): Promise<TrialRecord["outcome"] | null> {
  const { target, journal, seed, signal } = trying;
  const cell: Cell = `${place.dimension}/${place.context}`;
  const record = await uninterrupted(trying, async () => {
    journal.keep({ kind: "begun", cell, index: place.index });
    return await target.trial({ ...place, seed }, signal);
  });
  if (record === null) return null;
  const { outcome, template, category, transcript, spent } = record;
  journal.keep({ kind: "trial", cell, index: place.index, outcome, template, category, ...spent, transcript });
  return outcome;
}

async function measureCosts(trying: Trying): Promise<void> {
  const { rows } = trying.journal;
  const begun = new Set([...correctingLines(rows), ...costLines(rows)].map(({ task }) => task));
  for (const task of trying.tasks.filter((task) => !begun.has(task))) {
    const cost = await uninterrupted(trying, async () => measureCost(trying, task));
    if (cost === null) return;
    const { attempts, spent, transcript } = cost;
    trying.journal.keep({ kind: "cost", task, attempts, ...spent, transcript });
  }
}

async function measureCost({ target, journal, seed, signal }: Trying, task: string) {
  journal.keep({ kind: "correcting", task, attemptsIfNever: target.attemptsIfNever });
  return await target.correctionCost(task, seed, signal);
}

/** Waits for its turn and works; null once interrupted. */
async function uninterrupted<T>({ journal, budget, pace, signal }: Trying, work: () => Promise<T>): Promise<T | null> {
  assertAffordable(journal.spent, budget);
  try {
    await pace(signal);
    if (signal.aborted) return null;
    return await work();
  } catch (fault) {
    if (signal.aborted) return null;
    throw fault;
  }
}

export function talliesOf(lines: readonly TrialLine[]): Record<Cell, Tally> {
  const tallies = Object.fromEntries(REQUIRED_CELLS.map((cell) => [cell, NOTHING])) as Record<Cell, Tally>;
  for (const { cell, outcome } of lines) tallies[cell] = counted(tallies[cell], outcome);
  return tallies;
}

const NOTHING: Tally = { controlled: 0, uncontrolled: 0, void: 0 };

const counted = (tally: Tally, outcome: keyof Tally): Tally => ({ ...tally, [outcome]: tally[outcome] + 1 });

const showsCut = (tallies: Readonly<Record<Cell, Tally>>, trials: number): boolean =>
  REQUIRED_CELLS.some((cell) => tallies[cell].uncontrolled >= failuresThatCut(trials));

function assertAffordable({ requests, tokens }: Spent, { requestsMax, tokensMax }: ProbeBudget): void {
  if (requests < requestsMax && tokens < tokensMax) return;
  throw new PlimsollError({
    code: "PROBE_BUDGET_SPENT",
    expected: `a window set within ${requestsMax} requests and ${tokensMax} tokens`,
    received: `${requests} requests and ${tokens} tokens, and trials left to make`,
    fix: "give the same command with a higher bound: it goes on from here",
  });
}

export const targetBroken = (received: string): PlimsollError =>
  new PlimsollError({
    code: "PROBE_TARGET_BROKEN",
    expected: "an agent that can be probed",
    received,
    fix: "see that the agent answers, then give the same command again: it goes on from here, and what was void stays void",
  });

/** The corrections of the n-th set of a subject; all of them while a re-test is open, which asks for every task. */
export const tasksOf = (target: ProbeTarget, setOrdinal: number, isRetest: boolean): readonly string[] =>
  isRetest ? target.correctionTasks : correctionTasksOf(target.correctionTasks, setOrdinal);
