import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ProbeTarget } from "@plimsoll/evidence";
import type { Cell, Tally } from "@plimsoll/kernel";
import { ProbeJournal } from "./probe-journal.ts";
import type { ProbePlan } from "./probe-plan.ts";
import { talliesOf, trialLines, tryTrials } from "./try-trials.ts";

type Practice = Pick<ProbePlan, "target" | "budget" | "pace" | "signal"> & {
  readonly target: ProbeTarget;
  readonly trials: number;
  readonly seed: string;
  readonly onTrial: (tallies: Readonly<Record<Cell, Tally>>) => void;
};

/**
 * The battery without a site: to see what an agent does before a window is spent on it. Nothing is registered, so nothing may be claimed
 * from it: who may try as often as he likes finds a good day. Leaves no file behind.
 */
export async function practiseBattery(practice: Practice): Promise<Readonly<Record<Cell, Tally>>> {
  const folder = mkdtempSync(join(tmpdir(), "plimsoll-practice-"));
  try {
    using journal = new ProbeJournal(join(folder, "journal.jsonl"));
    await tryTrials({ ...practice, journal, tasks: [] });
    return talliesOf(trialLines(journal.rows));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
