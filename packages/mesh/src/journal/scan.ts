import type { Cryptography } from "../ports/cryptography.ts";
import { FRAME_BYTES, frameLength, type PlacedRecord, readFrame } from "./frame.ts";
import { CHECKSUM_BYTES, HEADER_BYTES, type Segment, segmentHeader, segmentMarker } from "./segment.ts";

/** Bytes of a file, from an offset on. */
export interface ByteRange {
  readonly offset: number;
  readonly length: number;
}

export interface SegmentScan {
  readonly records: readonly PlacedRecord[];
  /** Where the last record ends; 0 when not even the header is whole. */
  readonly validLength: number;
  /** A last write that did not reach the disk to its end, so nobody was told that it had. To be cut. */
  readonly torn: ByteRange | null;
  /** What was once whole, or may have been, and is not: it may have been acknowledged. To be kept as evidence. */
  readonly damage: readonly ByteRange[];
}

/**
 * Reads one segment and says of every byte whether it holds.
 *
 * After damage it goes on at the next marker of the segment (see `segmentMarker`) where a whole frame names its own offset:
 * content never holds the marker, so what is found there was written there, as a record. Pure; records are views.
 */
export function scanSegment(content: Uint8Array, segment: Segment, crypto: Cryptography): SegmentScan {
  const file = Buffer.from(content.buffer, content.byteOffset, content.length);
  const marker = segmentMarker(segment, crypto);
  const hasHeader = Buffer.compare(file.subarray(0, HEADER_BYTES), segmentHeader(segment, crypto)) === 0;
  if (!hasHeader && isUnfinished(file, 0, HEADER_BYTES)) return tornAt(0, [], [], file.length);

  const damage: ByteRange[] = hasHeader ? [] : [{ offset: 0, length: HEADER_BYTES }];
  const { records, end } = readFrames(file, marker, crypto, damage);
  if (end === file.length) return { records, validLength: end, torn: null, damage };
  if (isUnfinished(file, end, frameLength(file, end, marker) ?? FRAME_BYTES))
    return tornAt(end, records, damage, file.length);
  damage.push({ offset: end, length: file.length - end });
  return { records, validLength: end, torn: null, damage };
}

function readFrames(file: Buffer, marker: Uint8Array, crypto: Cryptography, damage: ByteRange[]) {
  const records: PlacedRecord[] = [];
  let end = HEADER_BYTES;
  for (;;) {
    const record = readFrame(file, end, marker, crypto) ?? frameAfter(file, end, marker, crypto);
    if (record === undefined) return { records, end };
    if (record.offset > end) damage.push({ offset: end, length: record.offset - end });
    records.push(record);
    end = record.end;
  }
}

function frameAfter(file: Buffer, offset: number, marker: Uint8Array, crypto: Cryptography): PlacedRecord | undefined {
  for (let at = file.indexOf(marker, offset + 1); at !== -1; at = file.indexOf(marker, at + 1)) {
    const record = readFrame(file, at, marker, crypto);
    if (record !== undefined) return record;
  }
  return undefined;
}

/**
 * True when the frame there did not arrive to its end: the file ends before it, or has only zeros from its checksum on,
 * which is how a file looks whose length reached the disk and whose content did not. No flipped bit looks so.
 */
function isUnfinished(file: Buffer, offset: number, length: number): boolean {
  const end = offset + length;
  return end > file.length || file.subarray(end - CHECKSUM_BYTES).every((byte) => byte === 0);
}

const tornAt = (
  offset: number,
  records: readonly PlacedRecord[],
  damage: readonly ByteRange[],
  fileLength: number,
): SegmentScan => ({ records, validLength: offset, torn: { offset, length: fileLength - offset }, damage });
