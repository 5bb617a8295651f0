/** The hashes of a full tile; its root stands 8 levels higher (C2SP tlog-tiles). */
export const TILE_WIDTH = 256;

/** A file of a tiled log (C2SP tlog-tiles): a hash tile of a level, or a bundle of entries. */
export interface Tile {
  /** 0 for leaf hashes, else hashes of full tiles one level below; `"entries"` for the entries themselves. */
  readonly level: number | "entries";
  /** From 0, within the level. */
  readonly index: number;
  /** How many hashes or entries it holds, 1 to 256; a partial tile has fewer than 256. */
  readonly width: number;
}

/** Levels of tiles above 2^53 leaves would be empty; the specification allows up to 63. */
const LEVEL_MAX = 63;
const TILE_PATH = /^tile\/(entries|\d{1,2})\/((?:x\d{3}\/)*\d{3})(?:\.p\/(\d{1,3}))?$/;

/** `tile/0/x001/x234/067`, with `.p/<width>` where it is partial. Throws a `RangeError` for what is no tile. */
export function tilePath(tile: Tile): string {
  if (!isTile(tile)) throw new RangeError(`expected a tile, got ${JSON.stringify(tile)}`);
  const partial = tile.width === TILE_WIDTH ? "" : `.p/${tile.width}`;
  return `tile/${tile.level}/${indexPath(tile.index)}${partial}`;
}

/** The tile of a path; `undefined` unless it is exactly the path that `tilePath` writes. */
export function parseTilePath(path: string): Tile | undefined {
  const [, level, index = "", width = String(TILE_WIDTH)] = TILE_PATH.exec(path) ?? [];
  const tile: Tile = {
    level: level === "entries" ? level : Number(level),
    index: Number(index.replaceAll(/[x/]/g, "")),
    width: Number(width),
  };
  return isTile(tile) && tilePath(tile) === path ? tile : undefined;
}

/**
 * The tiles that a tree has and a smaller tree of the same log lacks, or has with fewer hashes: what a log publishes when it
 * grew. Entry bundles first, then hash tiles, bottom up. Between 0 and n it is every tile of a tree of n leaves.
 */
export function* tilesBetween(oldSize: number, newSize: number): Generator<Tile> {
  yield* tilesOfLevel("entries", oldSize, newSize);
  for (let level = 0; hashCount(level, newSize) > 0; level += 1) {
    yield* tilesOfLevel(level, hashCount(level, oldSize), hashCount(level, newSize));
  }
}

/** How many hashes a level of tiles has under so many leaves: one for each full tile of the level below. */
export const hashCount = (level: number, size: number): number => Math.floor(size / TILE_WIDTH ** level);

function* tilesOfLevel(level: Tile["level"], oldCount: number, newCount: number): Generator<Tile> {
  if (newCount <= oldCount) return;
  for (let index = Math.floor(oldCount / TILE_WIDTH); index * TILE_WIDTH < newCount; index += 1) {
    yield { level, index, width: Math.min(TILE_WIDTH, newCount - index * TILE_WIDTH) };
  }
}

/** Groups of three digits, all but the last behind an `x`, so that no file has the name of a folder. */
function indexPath(index: number): string {
  const digits = String(index);
  const groups = digits.padStart(Math.ceil(digits.length / 3) * 3, "0").match(/\d{3}/g) ?? [];
  return [...groups.slice(0, -1).map((group) => `x${group}`), groups.at(-1)].join("/");
}

const isTile = ({ level, index, width }: Tile): boolean =>
  (level === "entries" || isWithin(level, 0, LEVEL_MAX)) &&
  isWithin(index, 0, Number.MAX_SAFE_INTEGER) &&
  isWithin(width, 1, TILE_WIDTH);

const isWithin = (value: number, least: number, most: number): boolean =>
  Number.isSafeInteger(value) && value >= least && value <= most;
