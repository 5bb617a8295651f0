import { existsSync, readdirSync } from "node:fs";
import { PlimsollError } from "@plimsoll/foundation";
import { openLedgerReader } from "@plimsoll/ledger";
import { dataFolder } from "../site/data-layout.ts";
import { replay } from "../site/state-of-ledger.ts";
import { assertDataFolder } from "./data-folder-found.ts";
import { controllersFolder, lookAtJournals, namedIn, runOf } from "./node-folder.ts";

/** Runs with a job or a controller on this machine, by name. */
export function runsHere(dataDirectory: string): readonly string[] {
  const { read, unread } = lookAtJournals(dataDirectory);
  const jobs = [...read.map(({ journal }) => journal), ...unread].map(runOf);
  return [...new Set([...jobs, ...namedIn(controllersFolder(dataDirectory))])].toSorted();
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
 * Throws `RUN_UNKNOWN`, with the runs that could have been meant; `SITE_NOT_FOUND` where the folder is none of ours.
 */
export function assertRunKnown(dataDirectory: string, run: string): void {
  const here = runsHere(dataDirectory);
  if (here.includes(run)) return;
  const { open, ended } = runsInLedger(dataDirectory);
  if (open.includes(run) || ended.includes(run)) return;
  assertDataFolder(dataDirectory);
  throw runUnknown(dataDirectory, run, { running: [...new Set([...here, ...open])].toSorted(), ended });
}

/**
 * Every run that has a job or a controller here, or is open in the ledger. Throws `SITE_NOT_FOUND` where the folder is none of
 * ours: that nothing runs there says nothing of what does. What is wrong with the ledger is thrown only where it alone could
 * know of a run.
 */
export function runsToKill(dataDirectory: string): readonly string[] {
  const here = runsHere(dataDirectory);
  const runs = [...new Set([...here, ...openBeside(dataDirectory, here)])].toSorted();
  if (runs.length === 0) assertDataFolder(dataDirectory);
  return runs;
}

function openBeside(dataDirectory: string, here: readonly string[]): readonly string[] {
  try {
    return runsInLedger(dataDirectory).open;
  } catch (cause) {
    if (here.length === 0) throw cause;
    // Those that run here die first; then their end cannot be written, and that tells what is wrong.
    return [];
  }
}

interface Runs {
  readonly running: readonly string[];
  readonly ended: readonly string[];
}

const runUnknown = (dataDirectory: string, run: string, runs: Runs): PlimsollError =>
  new PlimsollError({
    code: "RUN_UNKNOWN",
    expected: `the name of a run of the data folder "${dataDirectory}"`,
    received: JSON.stringify(run),
    fix: fixFor(runs),
  });

/** Old runs are named where none is running: a name that is near one of them tells what was meant. */
function fixFor({ running, ended }: Runs): string {
  if (running.length > 0) return `running are: ${running.join(", ")}`;
  if (ended.length === 0) return "none is running there and none ever was; name another folder with --data";
  const which = ended.length > NAMED_MAX ? `the last of ${ended.length} that ended` : "ended are";
  return `none is running there; ${which}: ${ended.slice(-NAMED_MAX).join(", ")}; name another folder with --data`;
}

/** More names than these nobody reads. */
const NAMED_MAX = 10;
