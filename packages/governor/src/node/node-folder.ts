import { readdirSync } from "node:fs";
import { join } from "node:path";
import { dataFolder } from "../site/data-layout.ts";
import { type Journal, readJournal } from "../warden/journal.ts";

export const journalsFolder = (dataDirectory: string): string => dataFolder(dataDirectory).journals;
export const controllersFolder = (dataDirectory: string): string => join(dataDirectory, "controllers");
export const ordersFolder = (dataDirectory: string): string => join(dataDirectory, "orders");

export interface FiledJournal {
  readonly file: string;
  readonly journal: Journal;
}

/** The journals of a data folder, by name. Those that vanish meanwhile are left out; a malformed one throws `JOURNAL_MALFORMED`. */
export const journalsIn = (dataDirectory: string): readonly FiledJournal[] =>
  namesIn(journalsFolder(dataDirectory)).flatMap((name) => {
    const file = join(journalsFolder(dataDirectory), name);
    const journal = unlessGone(() => readJournal(file));
    return journal === null ? [] : [{ file, journal }];
  });

/** Names of the `*.json` files of a folder; none where there is no folder. */
export const namesIn = (folder: string): readonly string[] =>
  (unlessGone(() => readdirSync(folder)) ?? []).filter((name) => name.endsWith(".json")).toSorted();

function unlessGone<T>(read: () => T): T | null {
  try {
    return read();
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw cause;
  }
}

/** Every launch adds eight digits of its own to the name of what it is for. */
const NONCE = /\.[0-9a-f]{8}$/;

/** The name of a run's probes. */
export const probeName = (run: string): string => `${run}-probe`;

/** What a journal's job was launched for: the run itself, or its probes. */
export const purposeOf = ({ run }: Pick<Journal, "run">): string => run.replace(NONCE, "");

/** The run that a journal's job is of, be it the run's own or one of its probes. */
export const runOf = (journal: Pick<Journal, "run">): string => purposeOf(journal).replace(/-probe$/, "");

/** Whether the job of a journal is a run's own or one of its probes. */
export const isOfRun = (journal: Journal, run: string): boolean => [run, probeName(run)].includes(purposeOf(journal));
