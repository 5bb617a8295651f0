import { apply, emptyState, type Entry, type KernelState } from "@plimsoll/kernel";
import type { LedgerReader } from "@plimsoll/ledger";
import type { HandInFolder } from "./hand-in-folder.ts";

/** Follows the log that another process writes. */
export class Following {
  readonly log: LedgerReader;
  readonly folder: HandInFolder;
  readonly #tell: (entry: Entry) => void;
  #state: KernelState;

  /** @param known the state after so many entries of this log, where somebody has it already */
  constructor(log: LedgerReader, folder: HandInFolder, tell: (entry: Entry) => void, known = emptyState()) {
    this.log = log;
    this.folder = folder;
    this.#tell = tell;
    this.#state = known;
    // One after the other: a long log is not held in memory at once, and there is nobody to tell yet.
    for (const { entry } of entriesOf(log, known.entryCount)) this.#state = apply(this.#state, entry);
  }

  get state(): KernelState {
    this.catchUp();
    return this.#state;
  }

  catchUp(): void {
    const news = [...entriesOf(this.log, this.#state.entryCount)].map(({ entry }) => entry);
    // The state first, as the writer's: an observer that looks at it sees what it is told of, and is told once.
    this.#state = news.reduce(apply, this.#state);
    for (const entry of news) this.#tell(entry);
  }

  close(): void {
    this.log.close();
  }
}

/** The entries of a log from an index on. */
export function* entriesOf(
  log: LedgerReader,
  from: number,
): Generator<{ readonly index: number; readonly entry: Entry }> {
  for (const { index, text } of log.entries(from)) yield { index, entry: JSON.parse(text) as Entry };
}
