import type { PlimsollError } from "@plimsoll/foundation";
import type { Cryptography } from "../ports/cryptography.ts";
import type { Disk } from "../ports/disk.ts";
import { type DiskProcedure, runOn, step } from "./disk-procedure.ts";
import { JournalFramer } from "./framer.ts";
import { GroupQueue } from "./group-queue.ts";
import { journalBroken } from "./journal-fault.ts";
import type { JournalPlace, JournalRecord } from "./record.ts";
import type { JournalIdentity } from "./segment.ts";
import { encodeSnapshot, SNAPSHOT_FILE } from "./snapshot.ts";

/**
 * The writing side. Nothing is durable before the promise of its append resolves.
 *
 * After one failed write or sync every call rejects, with `DISK_FULL` or `JOURNAL_BROKEN`: a system that failed to sync may
 * have dropped the pages and call the next sync a success (Rebello et al., "Can Applications Recover from fsync
 * Failures?", 2020), so that only reading the file again tells what is there.
 */
export class Journal {
  readonly #disk: Disk;
  readonly #identity: JournalIdentity;
  readonly #framer: JournalFramer;
  readonly #crypto: Cryptography;
  readonly #queue = new GroupQueue();
  #isCommitting = false;
  #broken: PlimsollError | null = null;

  constructor(disk: Disk, identity: JournalIdentity, framer: JournalFramer, crypto: Cryptography) {
    this.#disk = disk;
    this.#identity = identity;
    this.#framer = framer;
    this.#crypto = crypto;
  }

  get id(): string {
    return this.#identity.id;
  }

  /** Bytes of records that are not durable yet: what a node watches to slow down whoever gives it work. */
  get waitingBytes(): number {
    return this.#queue.waitingBytes;
  }

  /** Why it writes no more; null while it does. */
  get broken(): PlimsollError | null {
    return this.#broken;
  }

  /**
   * Resolves once the records are durable, with the place where they end. Appends that come while another is being synced
   * share the next sync; records keep the order of the calls. Rejects with `JOURNAL_RECORD_REFUSED` for a record that is
   * too long, and then writes nothing of this call.
   */
  async append(records: readonly JournalRecord[]): Promise<JournalPlace> {
    JournalFramer.check(records);
    if (this.#broken !== null) throw this.#broken;
    const durable = this.#queue.push(records);
    if (!this.#isCommitting) void this.#commitAll();
    return durable;
  }

  /** Resolves once everything appended before is durable. */
  async flush(): Promise<void> {
    await this.append([]);
  }

  /** Keeps a state that counts exactly the records appended before this call, in place of the snapshot before. */
  async writeSnapshot(state: Uint8Array): Promise<void> {
    const upTo = await this.append([]);
    await this.#disk.replace(SNAPSHOT_FILE, encodeSnapshot({ upTo, state }, this.id, this.#crypto));
  }

  async #commitAll(): Promise<void> {
    this.#isCommitting = true;
    // What is appended in the same turn belongs into the same sync.
    await Promise.resolve();
    while (this.#queue.isWaiting && this.#broken === null) await this.#commit();
    this.#isCommitting = false;
  }

  async #commit(): Promise<void> {
    const group = this.#queue.take();
    try {
      const ends = group.map(({ records }) => this.#lay(records));
      await runOn(this.#disk, writeDurably(this.#framer));
      this.#queue.settle(group, ends);
    } catch (cause) {
      this.#broken = isDiskFull(cause) ? cause : journalBroken(cause);
      this.#queue.fail(group, this.#broken);
    }
  }

  #lay(records: readonly JournalRecord[]): JournalPlace {
    for (const record of records) this.#framer.add(record);
    return this.#framer.tail;
  }
}

/** Writes what was laid out, each file synced before the next is begun. */
export function* writeDurably(framer: JournalFramer): DiskProcedure<void> {
  for (const { file, bytes } of framer.takeWrites()) {
    yield* step((disk) => disk.append(file, bytes));
    yield* step((disk) => disk.sync(file));
  }
}

const isDiskFull = (cause: unknown): cause is PlimsollError =>
  cause instanceof Error && "code" in cause && cause.code === "DISK_FULL" && cause.name === "PlimsollError";
