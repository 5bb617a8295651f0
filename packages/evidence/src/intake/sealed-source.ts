import type { Digest } from "@plimsoll/foundation";
import type { ByteSource } from "./byte-source.ts";
import type { IntakePorts } from "./intake-ports.ts";

/** A source and the digest of what is read from it. */
export interface SealedSource extends ByteSource {
  readonly digest: Digest;
}

/** A file was not the same when it was read as when its digest was taken. */
export class ChangedWhileReadError extends Error {
  constructor() {
    super("the file changed while it was read");
    this.name = "ChangedWhileReadError";
  }
}

const BLOCK_LENGTH = 1 << 20;

/**
 * Takes a file's digest in one pass, with a digest of every block; later reads give only bytes of blocks that still have theirs, and
 * throw `ChangedWhileReadError` otherwise. So what is judged is what was hashed, though the file is never held in memory and may be
 * written to at any time.
 */
export function seal(source: ByteSource, ports: IntakePorts): SealedSource {
  const seals: Digest[] = [];
  const whole = ports.sha256();
  let held: Uint8Array = EMPTY;
  for (let index = 0; index * BLOCK_LENGTH < source.length; index += 1) {
    held = blockAt(source, index);
    // A copy of what is kept: the source may give a view of what somebody still writes to.
    if ((index + 1) * BLOCK_LENGTH >= source.length) held = held.slice();
    whole.update(held);
    if (source.length > BLOCK_LENGTH) seals.push(digestOfBlock(held, ports));
  }
  // The last block is at hand already, which for a short file is all of it.
  let heldIndex = Math.ceil(source.length / BLOCK_LENGTH) - 1;
  const block = (index: number): Uint8Array => {
    if (index === heldIndex) return held;
    const bytes = blockAt(source, index);
    if (digestOfBlock(bytes, ports) !== seals[index]) throw new ChangedWhileReadError();
    heldIndex = index;
    held = bytes;
    return bytes;
  };
  return {
    length: source.length,
    digest: whole.digest(),
    read: (offset, length) => gathered(block, offset, length, source.length),
  };
}

const EMPTY = new Uint8Array();

const blockAt = (source: ByteSource, index: number): Uint8Array =>
  source.read(index * BLOCK_LENGTH, Math.min(BLOCK_LENGTH, source.length - index * BLOCK_LENGTH));

function digestOfBlock(block: Uint8Array, ports: IntakePorts): Digest {
  const hash = ports.sha256();
  hash.update(block);
  return hash.digest();
}

function gathered(block: (index: number) => Uint8Array, offset: number, length: number, lengthMax: number): Uint8Array {
  if (offset < 0 || length < 0 || offset + length > lengthMax)
    throw new RangeError(`expected bytes ${offset} to ${offset + length}, got ${lengthMax}`);
  const first = Math.floor(offset / BLOCK_LENGTH);
  const inFirst = offset - first * BLOCK_LENGTH;
  if (length === 0) return EMPTY;
  if (inFirst + length <= BLOCK_LENGTH) return block(first).subarray(inFirst, inFirst + length);
  const bytes = new Uint8Array(length);
  for (let [index, filled, from] = [first, 0, inFirst]; filled < length; index += 1, from = 0) {
    const part = block(index).subarray(from, from + length - filled);
    bytes.set(part, filled);
    filled += part.length;
  }
  return bytes;
}

/** The whole of a source, block by block. */
export function piecesOf(source: ByteSource): () => Uint8Array | null {
  let place = 0;
  return () => {
    if (place >= source.length) return null;
    const piece = source.read(place, Math.min(BLOCK_LENGTH, source.length - place));
    place += piece.length;
    return piece;
  };
}
