import { base64, type Bytes, bytesOfBase64 } from "./bytes.ts";

/** A signature line of a note: a claim until it is verified. */
export interface SignatureLine {
  readonly name: string;
  readonly keyId: Bytes;
  readonly signature: Bytes;
}

/** A checkpoint that was taken apart and not verified (C2SP signed-note, tlog-checkpoint). */
export interface UnverifiedCheckpoint {
  /** What the signatures cover, with its last line end. */
  readonly text: string;
  readonly origin: string;
  /** Leaves. */
  readonly size: number;
  readonly root: Bytes;
  readonly signatures: readonly SignatureLine[];
}

/** Origin, size, root, a blank line, one to 64 signature lines. No extension lines. The bound keeps the search short. */
const NOTE = /^(([^\s+]+)\n(0|[1-9]\d{0,15})\n([A-Za-z0-9+/]{43}=)\n)\n((?:— [^\s+]+ [A-Za-z0-9+/]+={0,2}\n){1,64})$/u;

/** `undefined` unless the text is exactly a checkpoint. */
export function readCheckpoint(note: string): UnverifiedCheckpoint | undefined {
  const [, text = "", origin = "", size = "", encoded = "", lines = ""] = NOTE.exec(note) ?? [];
  const root = bytesOfBase64(encoded);
  const signatures = readSignatures(lines);
  if (root?.length !== 32 || signatures === undefined || !Number.isSafeInteger(Number(size))) return undefined;
  const isOneSpelling = text === `${origin}\n${Number(size)}\n${base64(root)}\n`;
  return isOneSpelling ? { text, origin, size: Number(size), root, signatures } : undefined;
}

function readSignatures(lines: string): readonly SignatureLine[] | undefined {
  const separate = lines.split("\n").slice(0, -1);
  const read = separate.map(readSignature).filter((line) => line !== undefined);
  return read.length === separate.length && read.length > 0 ? read : undefined;
}

function readSignature(line: string): SignatureLine | undefined {
  const [, name = "", encoded = ""] = line.split(" ");
  const bytes = bytesOfBase64(encoded);
  return bytes === undefined || bytes.length <= 4
    ? undefined
    : { name, keyId: bytes.slice(0, 4), signature: bytes.slice(4) };
}
