import { createPublicKey, hash, verify } from "node:crypto";

/** Ed25519 (0x04) and ML-DSA-44 (0x06): C2SP tlog-cosignature. The DER before the raw key (RFC 8410, RFC 9881). */
const SPKI_PREFIX: Readonly<Record<number, string>> = {
  0x04: "302a300506032b6570032100",
  0x06: "30820532300b06096086480165030403110382052100",
};

/**
 * How many of these witnesses, given as vkeys `name+id+base64(type || key)`, cosigned a checkpoint. A key counts once, however often and
 * under whatever names it is given. Never throws.
 */
export const cosignersOf = (note: string, vkeys: readonly string[]): number =>
  new Set(vkeys.flatMap((vkey) => cosigningKey(note, vkey))).size;

function cosigningKey(note: string, vkey: string): readonly string[] {
  try {
    const [, name = "", encoded = ""] = /^([^+]+)\+[0-9a-f]{8}\+(.+)$/.exec(vkey) ?? [];
    const typed = Buffer.from(encoded, "base64");
    return hasCosigned(note, name, typed) ? [typed.toString("hex")] : [];
  } catch {
    return [];
  }
}

function hasCosigned(note: string, name: string, typed: Buffer): boolean {
  const [type = 0, raw] = [typed[0], typed.subarray(1)];
  const spki = Buffer.concat([Buffer.from(SPKI_PREFIX[type] ?? "", "hex"), raw]);
  const key = createPublicKey({ key: spki, format: "der", type: "spki" });
  const keyId = hash("sha256", Buffer.concat([Buffer.from(`${name}\n`), typed]), "buffer").subarray(0, 4);
  const text = note.slice(0, note.indexOf("\n\n") + 1);
  return note
    .slice(text.length + 1)
    .split("\n")
    .filter((line) => line.startsWith(`— ${name} `))
    .map((line) => Buffer.from(line.slice(line.lastIndexOf(" ") + 1), "base64"))
    .some((bytes) => {
      const [time, signature] = [bytes.subarray(4, 12), bytes.subarray(12)];
      const isTheirs = bytes.subarray(0, 4).equals(keyId) && time.readBigUInt64BE() > 0n;
      return isTheirs && verify(null, type === 4 ? datedText(text, time) : subtree(text, time, name), key, signature);
    });
}

const datedText = (text: string, time: Buffer): Buffer =>
  Buffer.from(`cosignature/v1\ntime ${time.readBigUInt64BE()}\n${text}`);

/** The log's leaves from the first to the last, as ML-DSA cosignatures name them. */
function subtree(text: string, time: Buffer, name: string): Buffer {
  const [origin = "", size = "", root = ""] = text.split("\n");
  const bounds = Buffer.alloc(16);
  bounds.writeBigUInt64BE(BigInt(size), 8);
  const opaque = (value: string): Buffer[] => [Buffer.of(Buffer.byteLength(value)), Buffer.from(value)];
  const label = Buffer.from("subtree/v1\n\0");
  return Buffer.concat([label, ...opaque(name), time, ...opaque(origin), bounds, Buffer.from(root, "base64")]);
}
