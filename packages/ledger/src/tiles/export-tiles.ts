import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { PlimsollError, utf8 } from "@plimsoll/foundation";
import { makeDirectory } from "../folder/make-directory.ts";
import { replaceFile, syncFile } from "../folder/replace-file.ts";
import { withStorageFaults } from "../folder/storage-fault.ts";
import type { PlacedLeaf } from "../leaf/lines.ts";
import type { LedgerReader } from "../ledger.ts";
import { encodeEntryBundle } from "../merkle/entry-bundle.ts";
import { type Tile, tilePath, tilesBetween, TILE_WIDTH } from "../merkle/tiles.ts";
import { verifyConsistency } from "../merkle/consistency-proof.ts";
import { HASH_BYTES } from "../merkle/tree-hash.ts";
import { type Checkpoint, parseCheckpointText } from "../note/checkpoint.ts";
import { parseNote } from "../note/signed-note.ts";

/** What an export of tiles came to. */
export interface TilesExport {
  /** Leaves before and after: what was there already is not written again. */
  readonly oldSize: number;
  readonly newSize: number;
  readonly filesWritten: number;
}

/**
 * Writes a log as static files (C2SP tlog-tiles), for any web server and any client: `checkpoint`, `tile/…` and
 * `tile/entries/…`. The checkpoint is replaced last, so that a reader never sees one whose tiles are missing.
 *
 * A folder that has an older state of the same log is brought up to date; one that has another log is refused
 * (`TILES_FOREIGN`). Throws what writing throws.
 */
export function exportTiles(ledger: LedgerReader, directory: string): TilesExport {
  makeDirectory(directory);
  const note = ledger.checkpoint;
  const newSize = checkpointIn(note).size;
  const oldSize = exportedSize(ledger, directory, checkpointIn(note));
  const bundles = bundlesFrom(ledger, oldSize);
  const written: string[] = [];
  for (const tile of tilesBetween(oldSize, newSize)) {
    const path = join(directory, tilePath(tile));
    write(path, tile.level === "entries" ? bundles(tile) : hashesOf(ledger, tile));
    written.push(path);
  }
  // Together: the first sync takes most of the others with it.
  for (const path of written) syncFile(path);
  withStorageFaults(directory, () => replaceFile(directory, "checkpoint", utf8(note)));
  return { oldSize, newSize, filesWritten: written.length + 1 };
}

/** Entry bundles in their order, out of one pass over the log. */
function bundlesFrom(ledger: LedgerReader, oldSize: number): (tile: Tile) => Uint8Array {
  const leaves = ledger.leaves(Math.floor(oldSize / TILE_WIDTH) * TILE_WIDTH);
  return ({ width }) => {
    const bundle: Uint8Array[] = [];
    while (bundle.length < width) bundle.push((leaves.next().value as PlacedLeaf).bytes);
    return encodeEntryBundle(bundle);
  };
}

const hashesOf = (ledger: LedgerReader, { level, index, width }: Tile): Uint8Array =>
  ledger.tile(Number(level), index).subarray(0, width * HASH_BYTES);

/** The size of the log that the folder has already. */
function exportedSize(ledger: LedgerReader, directory: string, newest: Checkpoint): number {
  const note = readIfThere(join(directory, "checkpoint"));
  if (note === null) return 0;
  const old = parseCheckpointText(parseNote(note)?.text ?? "");
  const isOurs =
    old !== undefined &&
    old.origin === newest.origin &&
    old.size <= newest.size &&
    verifyConsistency(old, newest, ledger.proveConsistency(old.size, newest.size));
  if (isOurs) return old.size;
  throw new PlimsollError({
    code: "TILES_FOREIGN",
    expected: `an empty folder, or an older state of the log "${newest.origin}" in "${directory}"`,
    received: old === undefined ? "a checkpoint that is none" : `a checkpoint of "${old.origin}" of size ${old.size}`,
    fix: "give another folder, or find out why this log does not lead to what was exported",
  });
}

const checkpointIn = (note: string): Checkpoint => parseCheckpointText(parseNote(note)?.text ?? "") as Checkpoint;

function write(path: string, bytes: Uint8Array): void {
  withStorageFaults(dirname(path), () => {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, bytes);
  });
}

function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw cause;
  }
}
