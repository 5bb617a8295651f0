import { concatBytes, utf8 } from "@plimsoll/foundation";
import { HASH_BYTES, type TreeHash } from "../merkle/tree-hash.ts";

/** What an ML-DSA-44 cosignature covers: leaves `[start, end)` of a log (C2SP tlog-cosignature, "ML-DSA-44 signed message"). */
export interface CosignedSubtree {
  /** 1 to 255 bytes of UTF-8. */
  readonly cosignerName: string;
  /** POSIX seconds; 0 makes no statement of time, and is the only value where `start` is not 0. */
  readonly timestampSeconds: number;
  /** The origin line, 1 to 255 bytes of UTF-8. */
  readonly logOrigin: string;
  /** 0 for a checkpoint. */
  readonly start: number;
  /** The size, for a checkpoint. */
  readonly end: number;
  readonly hash: TreeHash;
}

const LABEL = utf8("subtree/v1\n\0");
const NAME_BYTES_MAX = 255;

/** What an Ed25519 cosignature covers: a header, the time, the whole note text (C2SP tlog-cosignature). */
export const ed25519CosignedMessage = (noteText: string, timestampSeconds: number): Uint8Array =>
  utf8(`cosignature/v1\ntime ${timestampSeconds}\n${noteText}`);

/** The `cosigned_message` of C2SP tlog-cosignature v1.1.0-rc.1; `undefined` for what the structure cannot hold. */
export function mlDsaCosignedMessage(subtree: CosignedSubtree): Uint8Array | undefined {
  const [cosigner, origin] = [opaque(subtree.cosignerName), opaque(subtree.logOrigin)];
  if (cosigner === undefined || origin === undefined || !isSubtree(subtree)) return undefined;
  const { timestampSeconds, start, end, hash } = subtree;
  return concatBytes(LABEL, cosigner, uint64(timestampSeconds), origin, uint64(start), uint64(end), hash);
}

/** Eight bytes, big-endian, of a whole number from 0 to 2^53 - 1. */
export function uint64(value: number): Uint8Array {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(value));
  return new Uint8Array(bytes);
}

export const isCount = (value: number): boolean => Number.isSafeInteger(value) && value >= 0;

function opaque(name: string): Uint8Array | undefined {
  const bytes = utf8(name);
  const fits = bytes.length > 0 && bytes.length <= NAME_BYTES_MAX && name.isWellFormed();
  return fits ? concatBytes(Uint8Array.of(bytes.length), bytes) : undefined;
}

const isSubtree = ({ timestampSeconds, start, end, hash }: CosignedSubtree): boolean =>
  [timestampSeconds, start, end].every(isCount) &&
  start <= end &&
  (start === 0 || timestampSeconds === 0) &&
  hash.length === HASH_BYTES;
