import { closeSync, constants, fstatSync, openSync, readFileSync } from "node:fs";

/**
 * The text of a small file in a folder that belongs to somebody else: a pipe there does not hold us up, a link leads nowhere, and a file
 * without bounds is not read. Throws what the file system says, and an `Error` for what is no such file.
 */
export function regularText(file: string, bytesMax: number): string {
  const descriptor = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW);
  try {
    const found = fstatSync(descriptor);
    if (!found.isFile() || found.size > bytesMax) throw new Error(`no regular file of at most ${bytesMax} bytes`);
    return readFileSync(descriptor, "utf8");
  } finally {
    closeSync(descriptor);
  }
}
