import {
  type CanonicalValue,
  canonicalJson,
  digestOf,
  err,
  identifier,
  integer,
  list,
  matching,
  object,
  ok,
  oneOf,
  type Result,
  type Shaped,
  utf8,
} from "@plimsoll/foundation";
import { proseShape } from "../policy/shapes.ts";
import type { KeyRole, VerifySignature } from "./check-override.ts";

/** What a key's holder may do beside signing as a person: each key has one role, so that nobody is two people. */
export const KEY_ROLES = ["architect", "independent", "operator"] as const;

export const signatureShape = object({
  keyId: identifier,
  signature: matching("Base64 of a signature", /^[A-Za-z0-9+/]{86}==$/),
});
export type Signature = Shaped<typeof signatureShape>;

const ringKeyShape = object({
  /** Whose it is. One name has one key. */
  name: identifier,
  keyId: matching("16 hexadecimal digits", /^[0-9a-f]{16}$/),
  /** The raw 32 bytes of an Ed25519 key. */
  publicKey: matching("64 hexadecimal digits", /^[0-9a-f]{64}$/),
  role: oneOf(...KEY_ROLES),
});
export type RingKey = Shaped<typeof ringKeyShape>;
export type KeyRing = readonly RingKey[];

const KEYS_MAX = 64;
export const SIGNATURES_MAX = 8;

/** The keys from now on, and who signed for it. */
export const keysAdoptedShape = object({
  keys: list(ringKeyShape, KEYS_MAX),
  by: list(identifier, KEYS_MAX),
  why: proseShape,
  /** How many changes of the keys were before it: a signature is good for one change. */
  place: integer(0, 1_000_000),
  signatures: list(signatureShape, SIGNATURES_MAX),
});
export type KeysAdopted = Shaped<typeof keysAdoptedShape>;

/** MUST be false for bytes that are no key and for a signature that does not hold, and MUST NOT throw for either. */
export type CheckSignature = (publicKey: string, bytes: Uint8Array, signature: string) => boolean;

export type KeysRefusal = "KEYS_MALFORMED" | "KEYS_TOO_FEW" | "KEY_NAME_UNKNOWN" | "KEYS_NOT_SIGNED_BY_TWO";

/** The bytes that are signed of a statement. */
export const signedBytes = (statement: object): Uint8Array => utf8(canonicalJson(statement as CanonicalValue));

export const keysStatement = ({ keys, why, place }: Pick<KeysAdopted, "keys" | "why" | "place">): object => ({
  format: "plimsoll release keys 1",
  keys,
  why,
  place,
});

/** Keys of the ring that signed these bytes, each once. */
export function signersOf(
  ring: KeyRing,
  bytes: Uint8Array,
  signatures: readonly Signature[],
  check: CheckSignature,
): KeyRing {
  const verify = verifierOf(ring, check);
  const signed = new Set(
    signatures.filter(({ keyId, signature }) => verify(keyId, bytes, signature)).map(({ keyId }) => keyId),
  );
  return ring.filter(({ keyId }) => signed.has(keyId));
}

export const verifierOf =
  (ring: KeyRing, check: CheckSignature): VerifySignature =>
  (keyId, bytes, signature) => {
    const key = ring.find((each) => each.keyId === keyId);
    return key !== undefined && check(key.publicKey, bytes, signature);
  };

export const rolesOf = (ring: KeyRing): readonly KeyRole[] => ring.map(({ keyId, role }) => ({ keyId, role }));

const TRUSTED_ON_FIRST_USE = 2;
const SIGNERS_MIN = 2;

/** May these keys follow those? The first two are taken as they come, one at a time; every later change takes two known keys. */
export function adoptKeys(
  ring: KeyRing,
  changes: number,
  next: KeysAdopted,
  check: CheckSignature,
): Result<KeyRing, KeysRefusal> {
  if (next.place !== changes || !isRing(next.keys)) return err("KEYS_MALFORMED");
  // With fewer, anybody could be the second again.
  if (ring.length >= TRUSTED_ON_FIRST_USE && next.keys.length < TRUSTED_ON_FIRST_USE) return err("KEYS_TOO_FEW");
  if (isFirstUse(ring, next.keys)) return ok(next.keys);
  const signers = signersOf(ring, signedBytes(keysStatement(next)), next.signatures, check);
  return signers.length >= SIGNERS_MIN ? ok(next.keys) : err("KEYS_NOT_SIGNED_BY_TWO");
}

/** One more key, and every one before it as it was. */
const isFirstUse = (ring: KeyRing, next: KeyRing): boolean =>
  ring.length < TRUSTED_ON_FIRST_USE &&
  next.length === ring.length + 1 &&
  ring.every((key) => next.some((other) => isSame(key, other)));

const isSame = (one: RingKey, other: RingKey): boolean =>
  one.name === other.name && one.publicKey === other.publicKey && one.role === other.role;

/** Each name once, each key once, and each under its own id. */
const isRing = (keys: KeyRing): boolean =>
  new Set(keys.map(({ name }) => name)).size === keys.length &&
  new Set(keys.map(({ publicKey }) => publicKey)).size === keys.length &&
  keys.every(({ keyId, publicKey }) => keyIdOf(publicKey) === keyId);

/** As foundation names keys: the beginning of the digest of the raw bytes. */
const keyIdOf = (publicKey: string): string => digestOf(bytesOfHex(publicKey)).slice(7, 23);

export const bytesOfHex = (text: string): Uint8Array =>
  Uint8Array.from({ length: text.length / 2 }, (_, place) => Number.parseInt(text.slice(2 * place, 2 * place + 2), 16));

export interface RingReading {
  readonly ring: KeyRing;
  /** Changes that do not count, by their place among the changes. */
  readonly refused: readonly { readonly place: number; readonly refusal: KeysRefusal }[];
}

/** The keys after changes, in their order. A change that does not hold changes nothing. */
export function ringAfter(changes: readonly KeysAdopted[], check: CheckSignature): RingReading {
  let ring: KeyRing = [];
  const refused: { place: number; refusal: KeysRefusal }[] = [];
  for (const [place, change] of changes.entries()) {
    const next = adoptKeys(ring, place, change, check);
    if (next.ok) ring = next.value;
    else refused.push({ place, refusal: next.error });
  }
  return { ring, refused };
}
