import type { JournalPlace, JournalRecord } from "./record.ts";

export interface WaitingAppend {
  readonly records: readonly JournalRecord[];
  readonly bytes: number;
  readonly settle: (end: JournalPlace) => void;
  readonly fail: (cause: unknown) => void;
}

/** More would make the first of a group wait longer than one sync is worth. */
const GROUP_BYTES_MAX = 4 * 1024 * 1024;

/** Appends that wait for a sync, in the order in which they came. */
export class GroupQueue {
  #waiting: WaitingAppend[] = [];
  #bytes = 0;

  get isWaiting(): boolean {
    return this.#waiting.length > 0;
  }

  get waitingBytes(): number {
    return this.#bytes;
  }

  push(records: readonly JournalRecord[]): Promise<JournalPlace> {
    const bytes = records.reduce((sum, record) => sum + record.bytes.length, 0);
    this.#bytes += bytes;
    return new Promise((settle, fail) => {
      this.#waiting.push({ records, bytes, settle, fail });
    });
  }

  /** As many of the oldest as make one sync worth its while; at least one. */
  take(): readonly WaitingAppend[] {
    let bytes = 0;
    let count = 0;
    while (count < this.#waiting.length && (count === 0 || bytes < GROUP_BYTES_MAX)) {
      bytes += this.#waiting[count]?.bytes ?? 0;
      count += 1;
    }
    return this.#waiting.splice(0, count);
  }

  settle(group: readonly WaitingAppend[], ends: readonly JournalPlace[]): void {
    for (const [place, { bytes, settle }] of group.entries()) {
      this.#bytes -= bytes;
      settle(ends[place] as JournalPlace);
    }
  }

  /** Refuses the group and all that waits behind it. */
  fail(group: readonly WaitingAppend[], cause: unknown): void {
    const refused = [...group, ...this.#waiting];
    this.#waiting = [];
    this.#bytes = 0;
    for (const { fail } of refused) fail(cause);
  }
}
