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

/** A journal that cannot be read: it proves nobody dead. */
export interface UnreadJournal {
  /** The process tree that it was of, by the name of its file. */
  readonly run: string;
  readonly cause: unknown;
}

export interface JournalsFound {
  readonly read: readonly FiledJournal[];
  readonly unread: readonly UnreadJournal[];
}

/** The journals of a data folder, by name, and those that cannot be read. Those that vanish meanwhile are left out. */
export function lookAtJournals(dataDirectory: string): JournalsFound {
  const [read, unread]: [FiledJournal[], UnreadJournal[]] = [[], []];
  for (const name of namesIn(journalsFolder(dataDirectory))) {
    const file = join(journalsFolder(dataDirectory), name);
    try {
      const journal = unlessGone(() => readJournal(file));
      if (journal !== null) read.push({ file, journal });
    } catch (cause) {
      unread.push({ run: nameOf(name), cause });
    }
  }
  return { read, unread };
}

/** The journals of a data folder, by name. Throws `JOURNAL_MALFORMED`, and what keeps a file from being read. */
export function journalsIn(dataDirectory: string): readonly FiledJournal[] {
  const { read, unread } = lookAtJournals(dataDirectory);
  if (unread[0] !== undefined) throw unread[0].cause;
  return read;
}

/** What `fileNameOf` was given; the name of a file that nobody of ours has named as it stands. */
function nameOf(file: string): string {
  const name = file.slice(0, -".json".length);
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

/** Names of things by the names of the `*.json` files of a folder. */
export const namedIn = (folder: string): readonly string[] => namesIn(folder).map(nameOf);

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

/**
 * The name of a process tree: of the run that it is for, and an end that each launch adds, eight digits of its own and for probes a word
 * before them. The end is ours and always there, so no run can be named as the probes of another are.
 */
export const treeName = (run: string, purpose: TreePurpose, digits: string): string =>
  purpose === "probe" ? `${run}.probe-${digits}` : `${run}.${digits}`;

export type TreePurpose = "job" | "probe";

const END = /\.(?<probe>probe-)?[0-9a-f]{8}$/;

/** What the tree of a journal was launched for. */
export const purposeOf = ({ run }: Pick<Journal, "run">): TreePurpose =>
  END.exec(run)?.groups?.["probe"] === undefined ? "job" : "probe";

/** The run that the tree of a journal is of, be it the run's own job or one of its probes. */
export const runOf = ({ run }: Pick<Journal, "run">): string => run.replace(END, "");

/** Whether the tree of a journal is a run's own job or one of its probes. */
export const isOfRun = (journal: Pick<Journal, "run">, run: string): boolean => runOf(journal) === run;
