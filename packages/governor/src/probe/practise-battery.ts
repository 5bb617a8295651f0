import type { Spent } from "@plimsoll/evidence";
import type { Cell, Tally } from "@plimsoll/kernel";
import { JournalAccount } from "./journal-account.ts";
import { type JournalRow, trialLines } from "./journal-row.ts";
import type { ProbePlan } from "./probe-plan.ts";
import { talliesOf, type TrialJournal, tryTrials } from "./try-trials.ts";

type Practice = Pick<ProbePlan, "target" | "budget" | "pace" | "signal"> & {
  readonly trials: number;
  readonly seed: string;
  readonly onTrial: (tallies: Readonly<Record<Cell, Tally>>) => void;
};

/**
 * The battery without a site: to see what an agent does before a window is spent on it. Nothing is registered, so nothing may be claimed
 * from it: who may try as often as he likes finds a good day.
 */
export async function practiseBattery(practice: Practice): Promise<Readonly<Record<Cell, Tally>>> {
  const journal = new MemoryJournal();
  await tryTrials({ ...practice, journal, tasks: [] });
  return talliesOf(trialLines(journal.rows));
}

class MemoryJournal implements TrialJournal {
  readonly rows: JournalRow[] = [];
  readonly #account = new JournalAccount();

  get spent(): Spent {
    return this.#account.spent;
  }

  keep(row: JournalRow): void {
    this.rows.push(row);
    this.#account.count(row);
  }
}
