import type { LedgerReader } from "../ledger.ts";
import { encodeEntryBundle } from "../merkle/entry-bundle.ts";
import { hashCount, parseTilePath, type Tile, TILE_WIDTH } from "../merkle/tiles.ts";
import { HASH_BYTES } from "../merkle/tree-hash.ts";

/** A tile as it lies in a folder. */
export interface ReadTile {
  readonly bytes: Uint8Array;
  /** A full tile never changes. */
  readonly isFull: boolean;
}

/**
 * A tile of a log by its path (C2SP tlog-tiles), as a server answers it: `tile/0/x001/234`, `tile/entries/000.p/17`.
 * `null` for what is no tile, and for one that the log does not have yet. Throws `INDEX_DAMAGED`, `LEDGER_DAMAGED`.
 */
export function readTile(ledger: LedgerReader, path: string): ReadTile | null {
  const tile = parseTilePath(path);
  if (tile === undefined || !isThere(tile, ledger.leafCount)) return null;
  const bytes = tile.level === "entries" ? bundleOf(ledger, tile) : hashesOf(ledger, tile);
  return { bytes, isFull: tile.width === TILE_WIDTH };
}

const isThere = ({ level, index, width }: Tile, leafCount: number): boolean =>
  index * TILE_WIDTH + width <= hashCount(level === "entries" ? 0 : level, leafCount);

const hashesOf = (ledger: LedgerReader, { level, index, width }: Tile): Uint8Array =>
  ledger.tile(Number(level), index).subarray(0, width * HASH_BYTES);

function bundleOf(ledger: LedgerReader, { index, width }: Tile): Uint8Array {
  const bundle: Uint8Array[] = [];
  for (const { bytes } of ledger.leaves(index * TILE_WIDTH)) {
    bundle.push(bytes);
    if (bundle.length === width) break;
  }
  return encodeEntryBundle(bundle);
}
