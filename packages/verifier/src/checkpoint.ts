import { createPublicKey, hash, type KeyObject, verify } from "node:crypto";
import { Fault } from "./fault.ts";

/** A checkpoint whose signature was verified: C2SP tlog-checkpoint in a C2SP signed-note. */
export interface Checkpoint {
  readonly origin: string;
  readonly size: number;
  readonly root: Buffer;
  readonly note: string;
}

/** Origin, size, root in base64, a blank line, then lines `— name base64(4-byte key id || signature)`. No extension lines. */
const NOTE = /^(([^\s+]+)\n(0|[1-9][0-9]{0,15})\n([A-Za-z0-9+/]{43}=)\n)\n((?:— [^\s+]+ [A-Za-z0-9+/]+=*\n)+)$/u;

export function readPublicKey(pem: string): KeyObject {
  try {
    const key = createPublicKey(pem);
    if (key.asymmetricKeyType === "ed25519") return key;
  } catch {
    // Answered below, as any other key is.
  }
  throw new Fault("KEY_MALFORMED", "the key file holds no Ed25519 public key in PEM");
}

/** Takes a note apart and verifies it. `what` names it in the fault. */
export function verifyCheckpoint(note: string, key: KeyObject, what: string): Checkpoint {
  const [, text = "", origin = "", size = "", root = "", lines = ""] = NOTE.exec(note) ?? [];
  if (text === "") throw new Fault("LEDGER_DAMAGED", `${what} is no checkpoint`);
  const signatures = signaturesOf(lines, origin, key);
  if (signatures.length === 0) throw new Fault("LEDGER_KEY_MISMATCH", `${what} is not signed by this key`);
  const isGenuine = signatures.every((signature) => verify(null, Buffer.from(text), key, signature));
  if (!isGenuine) throw new Fault("LEDGER_DAMAGED", `${what} has a signature that does not verify`);
  return { origin, size: Number(size), root: Buffer.from(root, "base64"), note };
}

/** The signatures that claim this key under the origin's name. Key id = SHA-256(name || 0x0A || type || key)[:4], Ed25519 = 1. */
function signaturesOf(lines: string, origin: string, key: KeyObject): Buffer[] {
  const raw = key.export({ format: "der", type: "spki" }).subarray(-32);
  const keyId = hash("sha256", Buffer.concat([Buffer.from(`${origin}\n\u0001`), raw]), "buffer").subarray(0, 4);
  return lines
    .split("\n")
    .filter((line) => line.startsWith(`— ${origin} `))
    .map((line) => bytesOf(line.slice(line.lastIndexOf(" ") + 1)))
    .filter((bytes) => bytes.subarray(0, 4).equals(keyId))
    .map((bytes) => bytes.subarray(4));
}

/** Base64 in its one spelling: a decoder that lets loose bits pass would call an altered note the same note. */
function bytesOf(base64: string): Buffer {
  const bytes = Buffer.from(base64, "base64");
  if (bytes.toString("base64") !== base64) throw new Fault("LEDGER_DAMAGED", "a signature that is no base64");
  return bytes;
}
