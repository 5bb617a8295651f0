import { closeSync, constants, createReadStream, fstatSync, openSync } from "node:fs";
import { Readable } from "node:stream";

/** One file of an archive: as much of a file as it had when it was opened, or a text. */
export type ArchiveSource =
  | { readonly path: string; readonly file: string; /** Default: all of it. */ readonly bytes?: number }
  | { readonly path: string; readonly text: string };

export interface OpenedSource {
  readonly path: string;
  readonly size: number;
  readonly stream: Readable;
}

/** Null for a file that is gone meanwhile. Its size is settled now: what others add later is not of this archive. */
export function openedSource(source: ArchiveSource): OpenedSource | null {
  if ("text" in source) return fromText(source.path, source.text);
  const descriptor = openedFile(source.file);
  if (descriptor === null) return null;
  const size = source.bytes ?? fstatSync(descriptor).size;
  if (size > 0)
    return {
      path: source.path,
      size,
      stream: createReadStream("", { fd: descriptor, autoClose: true, start: 0, end: size - 1 }),
    };
  closeSync(descriptor);
  return fromText(source.path, "");
}

const fromText = (path: string, text: string): OpenedSource => {
  const bytes = Buffer.from(text);
  return { path, size: bytes.length, stream: Readable.from(bytes.length === 0 ? [] : [bytes]) };
};

function openedFile(file: string): number | null {
  try {
    const descriptor = openSync(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    if (fstatSync(descriptor).isFile()) return descriptor;
    closeSync(descriptor);
    return null;
  } catch (cause) {
    if (["ENOENT", "ELOOP", "ENXIO"].includes((cause as NodeJS.ErrnoException).code ?? "")) return null;
    throw cause;
  }
}
