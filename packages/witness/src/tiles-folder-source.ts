import { constants, open } from "node:fs/promises";
import { join } from "node:path";
import { type LogSource, sourceMalformed, sourceUnavailable } from "./log-source.ts";
import { type ReadTiledFile, tilesSource } from "./tiles-source.ts";

/** Reads a log that was exported into a folder (`exportTiles`). */
export const tilesFolderSource = (directory: string): LogSource => tilesSource(directory, reading(directory));

const reading =
  (directory: string): ReadTiledFile =>
  async (path, bytesMax) => {
    try {
      return await readBounded(directory, path, bytesMax);
    } catch (cause) {
      const { code } = cause as NodeJS.ErrnoException;
      if (code === "ENOENT") return null;
      throw code?.startsWith("E") === true ? sourceUnavailable(directory, `${code} of ${path}`, cause) : cause;
    }
  };

/** Opening a FIFO without the last would wait for somebody who writes. */
const READ_WITHOUT_WAITING = constants.O_RDONLY | constants.O_NONBLOCK;

async function readBounded(directory: string, path: string, bytesMax: number): Promise<Uint8Array> {
  await using file = await open(join(directory, path), READ_WITHOUT_WAITING);
  const stat = await file.stat();
  if (!stat.isFile() || stat.size > bytesMax) {
    throw sourceMalformed(directory, `a file of at most ${bytesMax} bytes at ${path}`, `${stat.size} bytes`);
  }
  const { bytesRead, buffer } = await file.read(Buffer.alloc(stat.size), 0, stat.size, 0);
  return buffer.subarray(0, bytesRead);
}
