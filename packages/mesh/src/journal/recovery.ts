import type { NodeKey } from "../event/event.ts";
import type { Cryptography } from "../ports/cryptography.ts";
import type { PlacedRecord } from "./frame.ts";
import { journalForeign } from "./journal-fault.ts";
import { GAP_KIND, type JournalPlace, type JournalRecord } from "./record.ts";
import { type ByteRange, type SegmentScan, scanSegment } from "./scan.ts";
import { type JournalIdentity, nodeOfHeader, segmentFile, segmentOfFile } from "./segment.ts";

/** A record that was read back, with the place where it ends. */
export class RecoveredRecord implements JournalRecord {
  readonly #segment: number;
  readonly #placed: PlacedRecord;

  constructor(segment: number, placed: PlacedRecord) {
    this.#segment = segment;
    this.#placed = placed;
  }

  get kind(): number {
    return this.#placed.kind;
  }

  get bytes(): Uint8Array {
    return this.#placed.bytes;
  }

  get end(): JournalPlace {
    return { segment: this.#segment, offset: this.#placed.end };
  }
}

export interface JournalDamage extends ByteRange {
  readonly file: string;
  readonly cause:
    | "bytes-changed"
    | "segment-missing"
    /** Here the journal once ended although a snapshot counted more: its end was lost, or an older journal put back. */
    | "end-lost";
  /** Records found before it: what stands behind them in the journal, such as a newer incarnation, came after the damage. */
  readonly recordsBefore: number;
}

/** A last write that was cut short; nobody was told that it was durable. */
export interface TornTail extends ByteRange {
  readonly file: string;
}

/**
 * What was found. Where `damage` is not empty, acknowledged records may be missing, so that this is not an unbroken journal
 * any more: whoever signs a chain from it must begin another incarnation.
 */
export interface JournalReport {
  readonly segmentCount: number;
  readonly recordCount: number;
  /** Of all segments together, in bytes. */
  readonly size: number;
  readonly torn: TornTail | null;
  readonly damage: readonly JournalDamage[];
}

/** What a journal still holds after its process ended, however it ended. */
export interface Recovery {
  readonly records: readonly RecoveredRecord[];
  readonly report: JournalReport;
  /** Where a writer goes on, once the torn tail is cut. */
  readonly tail: JournalPlace;
}

/** The names of a journal's segments, in order. Throws `JOURNAL_FOREIGN` where two journals lie in one folder. */
export function segmentFiles(files: readonly string[]): { readonly id: string | null; readonly files: string[] } {
  const segments = files.flatMap((file) => segmentOfFile(file) ?? []);
  const ids = [...new Set(segments.map(({ id }) => id))];
  if (ids.length > 1) throw journalForeign(`${ids.length} journals: ${ids.join(", ")}`);
  return { id: ids[0] ?? null, files: segments.map((segment) => segmentFile(segment)).toSorted() };
}

/**
 * Reads a journal, one segment after another.
 *
 * Throws `JOURNAL_FOREIGN` for the journal of another node.
 */
export class JournalReader {
  readonly #identity: JournalIdentity;
  readonly #crypto: Cryptography;
  readonly #records: RecoveredRecord[] = [];
  readonly #damage: JournalDamage[] = [];
  #number = 0;
  #size = 0;
  #torn: TornTail | null = null;
  #tail: JournalPlace = { segment: 1, offset: 0 };

  constructor(identity: JournalIdentity, crypto: Cryptography) {
    this.#identity = identity;
    this.#crypto = crypto;
  }

  /** Takes in the next segment, in the order of `segmentFiles`. */
  take(file: string, content: Uint8Array): void {
    const { number } = segmentOfFile(file) ?? { number: 0 };
    this.#checkOwner(content);
    this.#missSegments(number);
    this.#closeTail();
    const scan = scanSegment(content, { ...this.#identity, number }, this.#crypto);
    this.#number = number;
    this.#size += content.length;
    this.#takeScan(file, scan, content.length);
  }

  finish(): Recovery {
    const report: JournalReport = {
      segmentCount: this.#number,
      recordCount: this.#records.length,
      size: this.#size,
      torn: this.#torn,
      damage: this.#damage,
    };
    return { records: this.#records, report, tail: this.#tail };
  }

  #checkOwner(content: Uint8Array): void {
    const owner: NodeKey = nodeOfHeader(content, this.#crypto) ?? this.#identity.node;
    if (owner !== this.#identity.node) throw journalForeign(`a journal of node ${owner}`);
  }

  #missSegments(number: number): void {
    for (let missing = this.#number + 1; missing < number; missing += 1)
      this.#report(
        segmentFile({ number: missing, id: this.#identity.id }),
        { offset: 0, length: 0 },
        "segment-missing",
      );
  }

  /** A segment is synced before the next one is begun: cut short in the middle of a journal is not torn but lost. */
  #closeTail(): void {
    if (this.#torn !== null) this.#report(this.#torn.file, this.#torn, "bytes-changed");
    this.#torn = null;
  }

  #takeScan(file: string, { records, damage, torn, validLength }: SegmentScan, length: number): void {
    let next = 0;
    for (const range of damage) {
      for (; (records[next]?.offset ?? Infinity) < range.offset; next += 1) this.#keep(file, records[next]);
      this.#report(file, range, "bytes-changed");
    }
    for (; next < records.length; next += 1) this.#keep(file, records[next]);
    if (torn !== null) this.#torn = { file, ...torn };
    const isWhole = torn !== null || validLength === length;
    this.#tail = isWhole ? { segment: this.#number, offset: validLength } : { segment: this.#number + 1, offset: 0 };
  }

  #keep(file: string, record: PlacedRecord | undefined): void {
    if (record === undefined) return;
    const { kind, offset, end } = record;
    if (kind === GAP_KIND) this.#report(file, { offset, length: end - offset }, "end-lost");
    else this.#records.push(new RecoveredRecord(this.#number, record));
  }

  #report(file: string, { offset, length }: ByteRange, cause: JournalDamage["cause"]): void {
    this.#damage.push({ file, offset, length, cause, recordsBefore: this.#records.length });
  }
}
