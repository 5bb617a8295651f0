import { type Finding, incomplete } from "./finding.ts";

/** One file of events, or its bytes. */
export interface EventFile {
  readonly name: string;
  readonly bytes: Buffer;
}

export interface Frame {
  /** Names it in a finding. */
  readonly where: string;
  readonly bytes: Buffer;
}

const LENGTH_BYTES = 4;

/** The envelopes of a file: each after its length as 4 bytes, big-endian. A file that ends inside one is torn. */
export function framesOf({ name, bytes }: EventFile): { frames: Frame[]; torn: Finding[] } {
  const frames: Frame[] = [];
  let at = 0;
  while (at < bytes.length) {
    const start = at + LENGTH_BYTES;
    const end = start <= bytes.length ? start + bytes.readUInt32BE(at) : start;
    if (end > bytes.length) {
      const detail = `${name} ends inside the event at byte ${at}: ${bytes.length - at} bytes are left over`;
      return { frames, torn: [incomplete("EVENTS_TORN", detail)] };
    }
    frames.push({ where: `${name} at byte ${at}`, bytes: bytes.subarray(start, end) });
    at = end;
  }
  return { frames, torn: [] };
}
