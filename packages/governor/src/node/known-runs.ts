import { existsSync, readdirSync } from "node:fs";
import { PlimsollError } from "@plimsoll/foundation";
import { openLedgerReader } from "@plimsoll/ledger";
import { dataFolder } from "../site/data-folder.ts";
import { replay } from "../site/state-of-ledger.ts";
import { controllersFolder, journalsIn, namesIn, runOf } from "./node-folder.ts";

/** Runs with a job or a controller on this machine, by name. */
export function runsHere(dataDirectory: string): readonly string[] {
  const jobs = journalsIn(dataDirectory).map(({ journal }) => runOf(journal));
  const controlled = namesIn(controllersFolder(dataDirectory)).map((name) =>
    decodeURIComponent(name.slice(0, -".json".length)),
  );
  return [...new Set([...jobs, ...controlled])].toSorted();
}

interface LedgerRuns {
  readonly open: readonly string[];
  readonly ended: readonly string[];
}

/** What the ledger says, read beside whoever writes it. */
function runsInLedger(dataDirectory: string): LedgerRuns {
  const directory = dataFolder(dataDirectory).ledger;
  if (!existsSync(directory) || readdirSync(directory).length === 0) return { open: [], ended: [] };
  const ledger = openLedgerReader({ directory });
  try {
    const runs = [...replay(ledger).runs.values()];
    const names = (ended: boolean) => runs.filter((run) => run.ended === ended).map(({ run }) => run);
    return { open: names(false), ended: names(true) };
  } finally {
    ledger.close();
  }
}

/**
 * Sees that a run is one that can be killed. The ledger is asked only where nothing on this machine knows the run: a kill
 * must not wait for it. An ended run is known too, and killing it again is no fault.
 * Throws `RUN_UNKNOWN`, with the runs that could have been meant.
 */
export function assertRunKnown(dataDirectory: string, run: string): void {
  const here = runsHere(dataDirectory);
  if (here.includes(run)) return;
  const { open, ended } = runsInLedger(dataDirectory);
  if (open.includes(run) || ended.includes(run)) return;
  throw runUnknown(run, [...new Set([...here, ...open])].toSorted());
}

/** Every run that has a job or a controller here, or is open in the ledger. */
export const runsToKill = (dataDirectory: string): readonly string[] =>
  [...new Set([...runsHere(dataDirectory), ...runsInLedger(dataDirectory).open])].toSorted();

const runUnknown = (run: string, running: readonly string[]): PlimsollError =>
  new PlimsollError({
    code: "RUN_UNKNOWN",
    expected: "the name of a run of this data folder",
    received: JSON.stringify(run),
    fix:
      running.length === 0 ? "none is running; give its data folder with --data" : `running are: ${running.join(", ")}`,
  });
