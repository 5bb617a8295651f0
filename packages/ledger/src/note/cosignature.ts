import { concatBytes } from "@plimsoll/foundation";
import type { PublicKey, SigningKey } from "@plimsoll/foundation/node";
import { parseCheckpointText } from "./checkpoint.ts";
import { ed25519CosignedMessage, isCount, mlDsaCosignedMessage, uint64 } from "./cosigned-message.ts";
import type { MlDsaPublicKey, MlDsaSigningKey } from "./ml-dsa-key.ts";
import type { NoteSignature } from "./signed-note.ts";
import { isKeyName, keyIdOf, SIGNATURE_TYPE, type SignatureType, verifierKeyOf } from "./verifier-key.ts";

/** A witness's key under its name: states that a checkpoint is consistent with all it has seen of that log. */
export interface Cosigner {
  readonly name: string;
  readonly vkey: string;
  /**
   * Signs the text of a checkpoint as of a time, POSIX seconds from 1: a 0 would state no time. The caller MUST have checked
   * the consistency and stored the new state before. Throws a `RangeError` for any other time, and for no checkpoint.
   */
  cosign(noteText: string, timestampSeconds: number): NoteSignature;
}

/** Type 0x04 of C2SP tlog-cosignature. Ed25519 does not cover the name: one key MUST NOT serve two cosigners. */
export const ed25519Cosigner = (name: string, key: SigningKey): Cosigner =>
  cosigner({ name, publicKeyRaw: key.publicKey.raw, type: SIGNATURE_TYPE.ed25519Cosignature }, (text, time) =>
    key.sign(ed25519CosignedMessage(text, time)),
  );

/** Type 0x06 of C2SP tlog-cosignature: covers the name, and stands against quantum computers. */
export const mlDsaCosigner = (name: string, key: MlDsaSigningKey): Cosigner =>
  cosigner({ name, publicKeyRaw: key.publicKey.raw, type: SIGNATURE_TYPE.mlDsaCosignature }, (text, time) => {
    const message = checkpointMessage(name, text, time);
    if (message === undefined) throw new RangeError(`expected names of at most 255 bytes, got ${name} and ${text}`);
    return key.sign(message);
  });

/** The time in POSIX seconds at which the key cosigned this text; `undefined` if it did not. Never throws. */
export function verifyEd25519Cosignature(key: PublicKey, noteText: string, signature: Uint8Array): number | undefined {
  const { timestampSeconds, raw } = takenApart(signature);
  if (timestampSeconds === undefined || parseCheckpointText(noteText) === undefined) return undefined;
  return key.verify(ed25519CosignedMessage(noteText, timestampSeconds), raw) ? timestampSeconds : undefined;
}

/** As `verifyEd25519Cosignature`. The name of the cosigner is part of what was signed. */
export function verifyMlDsaCosignature(
  name: string,
  key: MlDsaPublicKey,
  noteText: string,
  signature: Uint8Array,
): number | undefined {
  const { timestampSeconds, raw } = takenApart(signature);
  const message = timestampSeconds === undefined ? undefined : checkpointMessage(name, noteText, timestampSeconds);
  return message !== undefined && key.verify(message, raw) ? timestampSeconds : undefined;
}

interface CosignerKey {
  readonly name: string;
  readonly publicKeyRaw: Uint8Array;
  readonly type: SignatureType;
}

function cosigner(
  { name, publicKeyRaw, type }: CosignerKey,
  sign: (noteText: string, timestampSeconds: number) => Uint8Array,
): Cosigner {
  if (!isKeyName(name)) throw new RangeError(`expected a name without spaces and plus, got ${JSON.stringify(name)}`);
  const cosign: Cosigner["cosign"] = (noteText, timestampSeconds) => {
    assertCosignable(noteText, timestampSeconds);
    const signature = concatBytes(uint64(timestampSeconds), sign(noteText, timestampSeconds));
    return { name, keyId: keyIdOf(name, publicKeyRaw, type), signature };
  };
  return { name, vkey: verifierKeyOf(name, publicKeyRaw, type), cosign };
}

function assertCosignable(noteText: string, timestampSeconds: number): void {
  if (!isCount(timestampSeconds) || timestampSeconds === 0)
    throw new RangeError(`expected a time in POSIX seconds, got ${timestampSeconds}`);
  if (parseCheckpointText(noteText) === undefined) {
    throw new RangeError(`expected the text of a checkpoint, got ${JSON.stringify(noteText)}`);
  }
}

/** A checkpoint is the subtree of all leaves. */
function checkpointMessage(name: string, noteText: string, timestampSeconds: number): Uint8Array | undefined {
  const checkpoint = parseCheckpointText(noteText);
  if (checkpoint === undefined) return undefined;
  const { origin: logOrigin, size: end, root: hash } = checkpoint;
  return mlDsaCosignedMessage({ cosignerName: name, timestampSeconds, logOrigin, start: 0, end, hash });
}

/** `timestamped_signature`: eight bytes of time, then the signature. A time of 2^53 or more is none: nobody signed then. */
function takenApart(signature: Uint8Array): { timestampSeconds: number | undefined; raw: Uint8Array } {
  if (signature.length <= 8) return { timestampSeconds: undefined, raw: signature };
  const timestampSeconds = Number(Buffer.from(signature).readBigUInt64BE());
  return { timestampSeconds: isCount(timestampSeconds) ? timestampSeconds : undefined, raw: signature.subarray(8) };
}
