import { parseCheckpointText, parseEntryBundle, parseNote, TILE_WIDTH, tilePath } from "@plimsoll/ledger";
import { type LogSource, sourceMalformed, sourceUnavailable } from "./log-source.ts";

/**
 * Reads a file of an exported log by its path (C2SP tlog-tiles); `null` where there is none. Throws `SOURCE_UNAVAILABLE` for what
 * cannot be read and `SOURCE_MALFORMED` for more than `bytesMax`.
 */
export type ReadTiledFile = (path: string, bytesMax: number) => Promise<Uint8Array | null>;

/** 256 entries of 65 535 bytes, each behind its length. */
const BUNDLE_BYTES_MAX = TILE_WIDTH * (2 + 65_535);
/** 64 signatures, most of them long ones. */
const CHECKPOINT_BYTES_MAX = 256 * 1024;

/** Reads the entry bundles of an exported log, one block for each. */
export const tilesSource = (name: string, read: ReadTiledFile): LogSource => ({
  name,
  async *leaves(from, to) {
    for (let index = Math.floor(from / TILE_WIDTH); index * TILE_WIDTH < to; index += 1) {
      const first = index * TILE_WIDTH;
      const bundle = await bundleOf({ name, read, index, width: Math.min(TILE_WIDTH, to - first) });
      yield bundle.slice(Math.max(0, from - first), to - first);
    }
  },
});

interface Wanted {
  readonly name: string;
  readonly read: ReadTiledFile;
  readonly index: number;
  /** The least number of entries. */
  readonly width: number;
}

/** A log that grew since may have the full bundle in place of the partial one, or one as wide as its newest checkpoint says. */
async function bundleOf(wanted: Wanted): Promise<readonly Uint8Array[]> {
  const bundle =
    (await readBundle(wanted, wanted.width)) ??
    (wanted.width < TILE_WIDTH ? await readBundle(wanted, TILE_WIDTH) : null) ??
    (await readNewestBundle(wanted));
  if (bundle !== null) return bundle;
  throw sourceUnavailable(wanted.name, `no bundle of ${wanted.width} entries at ${pathOf(wanted.index, wanted.width)}`);
}

async function readNewestBundle(wanted: Wanted): Promise<readonly Uint8Array[] | null> {
  const width = (await newestSize(wanted)) - wanted.index * TILE_WIDTH;
  return width > wanted.width && width < TILE_WIDTH ? await readBundle(wanted, width) : null;
}

/** What the source says of itself, to find a file by and for nothing else. */
async function newestSize({ name, read }: Wanted): Promise<number> {
  const bytes = await read("checkpoint", CHECKPOINT_BYTES_MAX);
  const text = bytes === null ? null : Buffer.from(bytes).toString("utf8");
  const checkpoint = parseCheckpointText(parseNote(text)?.text ?? "");
  if (checkpoint === undefined) throw sourceUnavailable(name, "neither the bundle nor a checkpoint");
  return checkpoint.size;
}

async function readBundle({ name, read, index }: Wanted, width: number): Promise<readonly Uint8Array[] | null> {
  const path = pathOf(index, width);
  const bytes = await read(path, BUNDLE_BYTES_MAX);
  if (bytes === null) return null;
  const entries = parseEntryBundle(bytes, width);
  if (entries === undefined) throw sourceMalformed(name, `${width} whole entries in ${path}`, `${bytes.length} bytes`);
  return entries;
}

const pathOf = (index: number, width: number): string => tilePath({ level: "entries", index, width });
