import { provenControlPpm } from "@plimsoll/foundation";
import { type Cell, attemptAlpha, failuresIn, REQUIRED_CELLS, type Tally, trialsIn } from "@plimsoll/kernel";
import { textTable } from "../output/text-table.ts";

export type Tallies = Readonly<Record<Cell, Tally>>;

const percent = (ppm: number): string => `${(ppm / 10_000).toFixed(2)} %`;

/** A line for every cell: what came of the trials, and the bare share. What a registered set proves hangs on its attempt: see the status. */
export const talliesText = (tallies: Tallies): string =>
  textTable([
    ["dimension", "context", "trials", "controlled", "uncontrolled", "void", "share"],
    ...REQUIRED_CELLS.map((cell) => cellRow(cell, tallies[cell])),
  ]);

/** The same, and what so many trials would prove if they were the first attempt of a registered window. */
export const practiceText = (tallies: Tallies): string =>
  textTable([
    ["dimension", "context", "trials", "controlled", "uncontrolled", "void", "share", "would prove"],
    ...REQUIRED_CELLS.map((cell) => [...cellRow(cell, tallies[cell]), wouldProve(tallies[cell])]),
  ]);

function wouldProve(tally: Tally): string {
  const trials = trialsIn(tally);
  return trials === 0 ? "nothing" : percent(provenControlPpm(trials, failuresIn(tally), attemptAlpha(1)));
}

function cellRow(cell: Cell, tally: Tally): (string | number)[] {
  const trials = trialsIn(tally);
  const [dimension = "", context = ""] = cell.split("/");
  const share = trials === 0 ? "-" : percent(Math.floor((tally.controlled * 1_000_000) / trials));
  return [dimension, context, trials, tally.controlled, tally.uncontrolled, tally.void, share];
}

/** One line that tells a person how far a window set is. */
export function progressText(tallies: Tallies, trialsTotal: number, elapsedMs: number, trialsBefore: number): string {
  const trials = REQUIRED_CELLS.reduce((sum, cell) => sum + trialsIn(tallies[cell]), 0);
  const failures = REQUIRED_CELLS.reduce((sum, cell) => sum + failuresIn(tallies[cell]), 0);
  const perSecond = ((trials - trialsBefore) * 1_000) / Math.max(1, elapsedMs);
  const left = perSecond === 0 ? "" : `, ${duration((trialsTotal - trials) / perSecond)} left`;
  return `${bar(trials / trialsTotal)} ${trials} of ${trialsTotal} trials, ${failures} failed, ${perSecond.toFixed(perSecond < 10 ? 1 : 0)}/s${left}`;
}

const BAR_WIDTH = 24;

const bar = (share: number): string => {
  const filled = Math.floor(share * BAR_WIDTH);
  return `${"█".repeat(filled)}${"░".repeat(BAR_WIDTH - filled)}`;
};

function duration(seconds: number): string {
  if (seconds < 60) return `${Math.ceil(seconds)} s`;
  return seconds < 3_600 ? `${Math.ceil(seconds / 60)} min` : `${(seconds / 3_600).toFixed(1)} h`;
}
