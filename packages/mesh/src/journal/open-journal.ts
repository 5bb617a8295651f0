import type { NodeKey } from "../event/event.ts";
import type { Cryptography } from "../ports/cryptography.ts";
import type { Disk } from "../ports/disk.ts";
import { type DiskProcedure, runOn, step } from "./disk-procedure.ts";
import { JournalFramer } from "./framer.ts";
import { Journal, writeDurably } from "./journal.ts";
import { GAP_KIND, isBefore } from "./record.ts";
import { type JournalDamage, JournalReader, type JournalReport, type Recovery, segmentFiles } from "./recovery.ts";
import { type JournalIdentity, SEGMENT_BYTES } from "./segment.ts";
import { decodeSnapshot, type Snapshot, SNAPSHOT_FILE } from "./snapshot.ts";

export interface JournalOptions {
  readonly crypto: Cryptography;
  readonly node: NodeKey;
  /** 32 random hexadecimal digits, used where there is no journal yet. */
  readonly freshId: string;
  /** From 256; the shipped 8 MiB where absent. */
  readonly segmentBytes?: number;
}

/** What was on a disk. */
export interface RecoveredJournal {
  /** All records that hold, in the order in which they were appended. */
  readonly records: Recovery["records"];
  /** A state to start from, and how many of the records it already counts; null where there is none that holds. */
  readonly snapshot: { readonly state: Uint8Array; readonly records: number } | null;
  readonly report: JournalReport & { readonly snapshot: "absent" | "used" | "damaged" | "ahead" };
}

export interface OpenedJournal extends RecoveredJournal {
  readonly journal: Journal;
}

/**
 * Opens the journal on a disk, or begins one: reads and checks every byte, cuts a torn tail, and leaves damage where it is.
 *
 * Rejects with `JOURNAL_FOREIGN` for another node's journal, and with what the disk throws.
 */
export async function openJournal({
  disk,
  ...options
}: JournalOptions & { readonly disk: Disk }): Promise<OpenedJournal> {
  const { identity, framer, ...recovered } = await runOn(disk, recoverJournal(options));
  return { ...recovered, journal: new Journal(disk, identity, framer, options.crypto) };
}

/** As `openJournal`, for any disk, with what a writer needs to go on. */
export function* recoverJournal({
  crypto,
  node,
  freshId,
  segmentBytes = SEGMENT_BYTES,
}: JournalOptions): DiskProcedure<
  RecoveredJournal & { readonly identity: JournalIdentity; readonly framer: JournalFramer }
> {
  const names = yield* step((disk) => disk.list());
  const segments = segmentFiles(names);
  const identity = { node, id: segments.id ?? freshId };
  const { records, report, tail } = yield* readSegments(segments.files, identity, crypto);
  const { torn } = report;
  if (torn !== null) yield* step((disk) => disk.truncate(torn.file, torn.offset));
  // A killed process may have left records that no sync has covered: they are served from now on, so they must last.
  const last = segments.files.at(-1);
  if (last !== undefined) yield* step((disk) => disk.sync(last));

  const framer = new JournalFramer(identity, tail, segmentBytes, crypto);
  const kept = names.includes(SNAPSHOT_FILE) ? yield* step((disk) => disk.read(SNAPSHOT_FILE)) : undefined;
  const decoded = kept && decodeSnapshot(kept, identity.id, crypto);
  const isAhead = decoded !== undefined && isBefore(tail, decoded.upTo);
  if (isAhead) yield* markGap(framer);
  const snapshot = decoded === undefined || isAhead ? null : placeSnapshot(decoded, records);
  const found = kept === undefined ? "absent" : isAhead ? "ahead" : snapshot === null ? "damaged" : "used";
  const damage = isAhead ? [...report.damage, endLost(records.length)] : report.damage;
  return { identity, framer, records, snapshot, report: { ...report, damage, snapshot: found } };
}

function* readSegments(
  files: readonly string[],
  identity: JournalIdentity,
  crypto: Cryptography,
): DiskProcedure<Recovery> {
  const reader = new JournalReader(identity, crypto);
  for (const file of files) reader.take(file, yield* step((disk) => disk.read(file)));
  return reader.finish();
}

/**
 * Makes lasting that the end of the journal was lost, and only then removes the one who told of it: once records have
 * grown past the place that the snapshot names, it would look as if it counted them.
 */
function* markGap(framer: JournalFramer): DiskProcedure<void> {
  framer.add({ kind: GAP_KIND, bytes: new Uint8Array() });
  yield* writeDurably(framer);
  yield* step((disk) => disk.remove(SNAPSHOT_FILE));
}

/** Null where no record ends at its place, so that it cannot be told which records it counts. */
function placeSnapshot({ upTo, state }: Snapshot, records: Recovery["records"]): RecoveredJournal["snapshot"] {
  const following = records.findIndex(({ end }) => isBefore(upTo, end));
  const count = following === -1 ? records.length : following;
  const last = records[count - 1]?.end;
  const endsThere = last?.segment === upTo.segment && last.offset === upTo.offset;
  return endsThere || upTo.offset === 0 ? { state, records: count } : null;
}

const endLost = (recordsBefore: number): JournalDamage => ({
  file: SNAPSHOT_FILE,
  offset: 0,
  length: 0,
  cause: "end-lost",
  recordsBefore,
});
