import { apply, emptyState, type Entry, type KernelState } from "@plimsoll/kernel";
import type { LedgerReader } from "@plimsoll/ledger";
import type { HandInFolder } from "./hand-in-folder.ts";

/** Follows the log that another process writes. */
export class Following {
  readonly log: LedgerReader;
  readonly folder: HandInFolder;
  readonly #tell: (entry: Entry) => void;
  #state: KernelState = emptyState();

  constructor(log: LedgerReader, folder: HandInFolder, tell: (entry: Entry) => void) {
    this.log = log;
    this.folder = folder;
    this.#tell = tell;
    this.catchUp();
  }

  get state(): KernelState {
    this.catchUp();
    return this.#state;
  }

  catchUp(): void {
    for (const { index, entry } of entriesOf(this.log, this.#state.entryCount)) {
      if (index !== this.#state.entryCount) return;
      this.#state = apply(this.#state, entry);
      this.#tell(entry);
    }
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
