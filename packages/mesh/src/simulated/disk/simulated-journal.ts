import type { PlimsollError } from "@plimsoll/foundation";
import { runAtOnce } from "../../journal/disk-procedure.ts";
import { JournalFramer } from "../../journal/framer.ts";
import { journalBroken } from "../../journal/journal-fault.ts";
import { type JournalOptions, type RecoveredJournal, recoverJournal } from "../../journal/open-journal.ts";
import type { JournalRecord } from "../../journal/record.ts";
import { encodeSnapshot, SNAPSHOT_FILE } from "../../journal/snapshot.ts";
import type { PendingSync, SimulatedDisk } from "./simulated-disk.ts";

/** Opens the journal of a simulated node by the code that a real one runs, at once. Throws what `openJournal` rejects with. */
export function openSimulatedJournal(
  disk: SimulatedDisk,
  options: JournalOptions,
): RecoveredJournal & { readonly journal: SimulatedJournal } {
  const { identity, framer, ...recovered } = runAtOnce(disk, recoverJournal(options));
  return { ...recovered, journal: new SimulatedJournal(disk, identity.id, framer, options) };
}

/**
 * The writing side in virtual time: the records are laid out as in a real journal, and the simulator says when a sync begins
 * and ends. After a failure it throws `JOURNAL_BROKEN` ever after.
 */
export class SimulatedJournal {
  readonly #disk: SimulatedDisk;
  readonly #id: string;
  readonly #framer: JournalFramer;
  readonly #options: JournalOptions;
  /** Appended to last. */
  #file: string | null = null;
  #isSynced = true;
  #broken: PlimsollError | null = null;

  constructor(disk: SimulatedDisk, id: string, framer: JournalFramer, options: JournalOptions) {
    this.#disk = disk;
    this.#id = id;
    this.#framer = framer;
    this.#options = options;
  }

  /** Writes records; durable once a sync that began later has ended. */
  append(records: readonly JournalRecord[]): void {
    JournalFramer.check(records);
    this.#orBroken(() => {
      for (const record of records) this.#framer.add(record);
      for (const { file, bytes } of this.#framer.takeWrites()) {
        // A full segment is synced before the next one is begun, here at once.
        if (this.#file !== null && this.#file !== file) this.#disk.sync(this.#file);
        this.#disk.append(file, bytes);
        this.#file = file;
        this.#isSynced = false;
      }
    });
  }

  /** A sync of all that was appended before; null when a sync of all of it has begun. It takes `syncMs` of the disk. */
  beginSync(): PendingSync | null {
    const file = this.#file;
    if (file === null || this.#isSynced) return null;
    this.#isSynced = true;
    return this.#orBroken(() => this.#disk.beginSync(file));
  }

  finishSync(pending: PendingSync): void {
    this.#orBroken(() => this.#disk.finishSync(pending));
  }

  /** Makes durable all that was appended before, and keeps a state that counts exactly that. */
  writeSnapshot(state: Uint8Array): void {
    const file = this.#file;
    const { crypto } = this.#options;
    // A sync that another call began may still be under way.
    if (file !== null) this.#orBroken(() => this.#disk.sync(file));
    this.#isSynced = true;
    this.#orBroken(() =>
      this.#disk.replace(SNAPSHOT_FILE, encodeSnapshot({ upTo: this.#framer.tail, state }, this.#id, crypto)),
    );
  }

  #orBroken<T>(action: () => T): T {
    if (this.#broken !== null) throw this.#broken;
    try {
      return action();
    } catch (cause) {
      this.#broken = journalBroken(cause);
      throw this.#broken;
    }
  }
}
