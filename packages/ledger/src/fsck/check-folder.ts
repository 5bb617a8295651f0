import type { PublicKey } from "@plimsoll/foundation/node";
import { openDiskFolderForReading } from "../folder/disk-folder.ts";
import type { LedgerFolder } from "../folder/ledger-folder.ts";
import { ledgerDamaged } from "../folder/storage-fault.ts";
import { FoundIndex } from "./found-index.ts";
import { IndexCheck, type IndexFinding } from "./index-check.ts";
import { LogWalk } from "./log-walk.ts";
import { assertBeginsWith, promisedLeafCount } from "./prefix-check.ts";
import { checkSnapshot, type SnapshotFinding } from "./snapshot-check.ts";

/** A folder to be checked, and by what. */
export interface FolderToCheck {
  readonly directory: string;
  /** The log's. */
  readonly publicKey: PublicKey;
  /** Older signed checkpoints, each of which the log must begin with. */
  readonly against: readonly string[];
  /** Called now and then with the leaves gone over so far. */
  readonly onProgress?: (leafCount: number) => void;
}

/** What a check of a whole folder found. */
export interface FolderCheck {
  readonly leafCount: number;
  readonly entryCount: number;
  /** Bytes of a last write that never reached the disk as a whole. */
  readonly tornBytes: number;
  readonly index: IndexFinding;
  readonly snapshots: readonly SnapshotFinding[];
}

/** The full tiles of so many leaves are held in memory at most. */
const LEAVES_BETWEEN_TILES = 8_192;

/**
 * Holds what lies beside a log against the log itself, gone through from its first byte: the index, the snapshots, a torn
 * end, older checkpoints. Reads only, also while another process writes. The signatures of the log are the verifier's.
 *
 * Throws `LEDGER_DAMAGED`, and what `against` is refused for (see `assertBeginsWith`).
 */
export function checkFolder({ directory, publicKey, against, onProgress }: FolderToCheck): FolderCheck {
  const folder = openDiskFolderForReading(directory);
  try {
    using found = new FoundIndex(directory);
    const sizes = folder.snapshots();
    const walk = new LogWalk(folder.log, new Set([...sizes, ...against.map((note) => promisedLeafCount(note) ?? 0)]));
    const index = walked(walk, found.check, onProgress);
    if (walk.newest === null) throw ledgerDamaged("a log without its first checkpoint");
    for (const note of against) assertBeginsWith(note, walk, publicKey);
    const { leafCount, entryCount, tornBytes } = walk;
    return { leafCount, entryCount, tornBytes, index, snapshots: checkedSnapshots(folder, sizes, walk, publicKey) };
  } finally {
    folder.close();
  }
}

function walked(walk: LogWalk, check: IndexCheck | IndexFinding, onProgress?: (leafCount: number) => void) {
  const index = check instanceof IndexCheck ? check : undefined;
  let tilesAt = 0;
  for (const batch of walk.batches()) {
    index?.batch(batch, walk);
    if (walk.leafCount - tilesAt >= LEAVES_BETWEEN_TILES) {
      index?.tiles(walk.fullTiles());
      tilesAt = walk.leafCount;
    }
    onProgress?.(walk.leafCount);
  }
  index?.tiles(walk.fullTiles());
  index?.tiles(walk.openTiles());
  return check instanceof IndexCheck ? check.finding(walk) : check;
}

const checkedSnapshots = (
  folder: LedgerFolder,
  sizes: readonly number[],
  walk: LogWalk,
  publicKey: PublicKey,
): SnapshotFinding[] =>
  sizes.map((leafCount) => {
    const bytes = folder.readSnapshot(leafCount) ?? new Uint8Array(0);
    const origin = walk.newest?.origin ?? "";
    return checkSnapshot({ leafCount, bytes, point: walk.pointAt(leafCount), origin, publicKey });
  });
