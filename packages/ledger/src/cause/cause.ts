import { canonicalJson, type CanonicalValue } from "@plimsoll/foundation";
import type { PublicKey } from "@plimsoll/foundation/node";
import { carriedKey } from "./carried-key.ts";
import { type SignedCommand, type VerifiedCommand, verifyCommand } from "./signed-command.ts";

/** What entries follow from, as the ledger keeps it: a stranger needs nothing else to verify who commanded what. */
interface Cause {
  readonly envelope: SignedCommand;
  /** Base64 of the raw public keys that signed, by their ids. */
  readonly keys: Readonly<Record<string, string>>;
}

/**
 * Canonical JSON of a verified command and the keys that its signatures hold under: one text, whichever alphabet of Base64 the
 * envelope came in.
 */
export function causeOf(envelope: SignedCommand, keyOf: (keyId: string) => Pick<PublicKey, "raw"> | undefined): string {
  const keys = envelope.signatures.map(({ keyid }): [string, string] => [
    keyid,
    Buffer.from(keyOf(keyid)?.raw ?? []).toString("base64"),
  ]);
  const cause = { envelope: inStandardBase64(envelope), keys: Object.fromEntries(keys) };
  return canonicalJson(cause as unknown as CanonicalValue);
}

const inStandardBase64 = (envelope: SignedCommand): SignedCommand => ({
  ...envelope,
  payload: standardBase64(envelope.payload),
  signatures: envelope.signatures.map((signature) => ({ ...signature, sig: standardBase64(signature.sig) })),
});

const standardBase64 = (text: string): string => text.replaceAll("-", "+").replaceAll("_", "/");

/**
 * The command of a cause, if all its signatures hold under keys that have the ids they are named by; else `null`, whatever
 * the text. Which roles these ids have is for the kernel to say.
 */
export function openCause(text: string): VerifiedCommand | null {
  const cause = parsed(text);
  if (cause === null) return null;
  const keyOf = (keyId: string): PublicKey | undefined => carriedKey(keyId, cause.keys[keyId]);
  return verifyCommand(cause.envelope, keyOf);
}

function parsed(text: string): Cause | null {
  try {
    const { envelope, keys } = JSON.parse(text) as Cause;
    return Array.isArray(envelope.signatures) && typeof Object.keys(keys) === "object" ? { envelope, keys } : null;
  } catch {
    return null;
  }
}
