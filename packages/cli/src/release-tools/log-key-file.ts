import { PlimsollError } from "@plimsoll/foundation";
import { type PublicKey, publicKeyFromPem, publicKeyFromRaw } from "@plimsoll/foundation/node";
import { noteVerifierFromVkey, SIGNATURE_TYPE } from "@plimsoll/ledger";
import { readFileSync } from "node:fs";

/**
 * The public key of a log, as a site or a pack keeps it: PEM (`release.pub`, `ledger.pub.pem`) or a vkey line (`ledger.vkey`).
 *
 * @throws {PlimsollError} `PACK_KEY_UNREADABLE` for a file that is neither, or that cannot be read.
 */
export function readLogKey(path: string): PublicKey {
  const text = readKeyFile(path, "PACK_KEY_UNREADABLE", "a public key in PEM, or a vkey line").trim();
  if (text.includes("PRIVATE KEY")) throw unreadable(path, "a private key");
  try {
    if (text.startsWith("-----BEGIN ")) return publicKeyFromPem(text);
    const { type, publicKeyRaw } = noteVerifierFromVkey(text);
    if (type === SIGNATURE_TYPE.ed25519) return publicKeyFromRaw(publicKeyRaw);
  } catch (cause) {
    throw unreadable(path, "something else", cause);
  }
  throw unreadable(path, "the vkey of a witness");
}

/** A file that a flag names, as text. Throws the given code where it cannot be read. */
export function readKeyFile(path: string, code: string, expected: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    const received = (cause as NodeJS.ErrnoException).code === "ENOENT" ? "no such file" : "a file that cannot be read";
    throw new PlimsollError({
      code,
      expected: `${expected} in "${path}"`,
      received,
      fix: "give the path of a file",
      cause,
    });
  }
}

const unreadable = (path: string, received: string, cause?: unknown): PlimsollError =>
  new PlimsollError({
    code: "PACK_KEY_UNREADABLE",
    expected: `an Ed25519 public key in PEM, or a vkey line, in "${path}"`,
    received,
    fix: "give the site's release.pub, or a ledger.vkey that you got from the site itself",
    cause,
  });
