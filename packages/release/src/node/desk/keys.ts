import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Clock, err, hex, ok, PlimsollError, type Result } from "@plimsoll/foundation";
import {
  generateSigningKey,
  publicKeyFromPem,
  type SigningKey,
  signingKeyFromPem,
  writeFileAtomically,
} from "@plimsoll/foundation/node";
import {
  adoptKeys,
  bytesOfHex,
  type CheckSignature,
  type KeyRing,
  keysAdoptedShape,
  type KeysRefusal,
  keysStatement,
  type RingKey,
  ringAfter,
  type Signature,
  signedBytes,
} from "../../evolution/key-ring.ts";
import { readPolicy } from "../../policy/policy.ts";
import { hasShipped } from "../../policy/shipped-digests.ts";
import type { ReleaseReader } from "../../record/release-store.ts";
import { caughtUp } from "../../state/caught-up.ts";
import { EMPTY_STATE, type ReleaseState } from "../../state/release-state.ts";
import type { ReplayMeans } from "../../state/warranted-change.ts";
import { readReleaseStore } from "../store/read-store.ts";
import { withStore } from "../store/with-store.ts";
import { implementationDigest } from "./implementation.ts";
import { openDesk } from "./open-desk.ts";
import { shipped, shippedDigests } from "./shipped.ts";

/** SubjectPublicKeyInfo of an Ed25519 key (RFC 8410) before its 32 bytes. */
const SPKI_ED25519_PREFIX = Buffer.from("302a300506032b6570032100", "hex");

/** Ed25519, by the raw key. */
export const checkSignature: CheckSignature = (publicKey, bytes, signature) => {
  const der = Buffer.concat([SPKI_ED25519_PREFIX, bytesOfHex(publicKey)]).toString("base64");
  const key = publicKeyFromPem(`-----BEGIN PUBLIC KEY-----\n${der}\n-----END PUBLIC KEY-----\n`);
  return key.verify(bytes, Buffer.from(signature, "base64"));
};

export const signatureBy = (key: SigningKey, statement: object): Signature => ({
  keyId: key.keyId,
  signature: Buffer.from(key.sign(signedBytes(statement))).toString("base64"),
});

/** Throws `KEY_MALFORMED`. */
export const keyIn = (file: string): SigningKey => signingKeyFromPem(readFileSync(file, "utf8"));

/** The keys that count on a site. */
export const ringOf = ({ keys }: ReleaseState): KeyRing => ringAfter(keys, checkSignature).ring;

/** By which the changes that a log tells are checked again. */
export const replayMeans = (store: ReleaseReader): ReplayMeans => ({
  check: checkSignature,
  hasShipped: (part, digest) => hasShipped(shippedDigests(), part, digest),
  policyOf: (digest) => {
    try {
      return readPolicy(JSON.parse(new TextDecoder().decode(store.blob(digest))));
    } catch (cause) {
      if (cause instanceof PlimsollError || cause instanceof SyntaxError) return null;
      throw cause;
    }
  },
});

/** Where a new key lies, and its id. */
export interface MadeKey {
  readonly keyId: string;
  readonly file: string;
  readonly publicFile: string;
}

/** A new key in a file that its owner alone reads, and its public half beside it. Throws `FILE_EXISTS`. */
export function makeKey(file: string): MadeKey {
  const publicFile = `${file}.pub`;
  const taken = [file, publicFile].find((each) => existsSync(each));
  if (taken !== undefined) throw exists(taken);
  const key = generateSigningKey();
  writeFileSync(file, key.toPem(), { mode: 0o600, flag: "wx", flush: true });
  writeFileSync(publicFile, key.publicKey.toPem(), { mode: 0o644, flag: "wx", flush: true });
  return { keyId: key.keyId, file, publicFile };
}

/** A key that is to be made known, and who says so. */
export interface KeyAsked {
  readonly name: string;
  readonly role: RingKey["role"];
  /** In PEM. */
  readonly publicKey: string;
  readonly why: string;
  /** Files of keys that are known already; none for the first two. */
  readonly signing: readonly string[];
}

/** Adopts a key under a name, in place of the one that the name had. Throws `KEY_MALFORMED` for a file that is no key. */
export async function addKey(store: string, asked: KeyAsked, clock: Clock): Promise<Result<KeyRing, KeysRefusal>> {
  const { keyId, raw } = publicKeyFromPem(asked.publicKey);
  const key: RingKey = { name: asked.name, keyId, publicKey: hex(raw), role: asked.role };
  return changeKeys(store, asked, clock, (ring) => ok([...ring.filter(({ name }) => name !== key.name), key]));
}

/** Takes a key away. What it signed before stays signed. Throws `KEY_MALFORMED` for a file that is no key. */
export const removeKey = async (
  store: string,
  asked: Pick<KeyAsked, "name" | "why" | "signing">,
  clock: Clock,
): Promise<Result<KeyRing, KeysRefusal>> =>
  changeKeys(store, asked, clock, (ring) => {
    const left = ring.filter(({ name }) => name !== asked.name);
    return left.length === ring.length ? err("KEY_NAME_UNKNOWN") : ok(left);
  });

async function changeKeys(
  store: string,
  { why, signing }: Pick<KeyAsked, "why" | "signing">,
  clock: Clock,
  change: (ring: KeyRing) => Result<KeyRing, KeysRefusal>,
): Promise<Result<KeyRing, KeysRefusal>> {
  const keyFiles = signing.map(keyIn);
  return withStore(store, (held) => {
    openDesk(held, shipped(), implementationDigest(), clock.wallMs());
    const state = held.state();
    const ring = ringOf(state);
    const keys = change(ring);
    if (!keys.ok) return keys;
    const statement = { keys: keys.value, why, place: state.keys.length };
    const signatures = keyFiles.map((each) => signatureBy(each, keysStatement(statement)));
    const body = keysAdoptedShape.parse({ ...statement, by: namesOf(ring, signatures), signatures });
    if (!body.ok) return err("KEYS_MALFORMED");
    const adopted = adoptKeys(ring, state.keys.length, body.value, checkSignature);
    if (!adopted.ok) return adopted;
    held.store.append([{ kind: "keys.adopted", subject: null, evaluation: null, body: body.value }], clock.wallMs());
    writeRoles(store, adopted.value);
    return adopted;
  });
}

/** Whose keys signed, as far as they are known. */
export const namesOf = (ring: KeyRing, signatures: readonly Signature[]): readonly string[] =>
  ring.filter(({ keyId }) => signatures.some((each) => each.keyId === keyId)).map(({ name }) => name);

/** Throws `RELEASE_STORE_NOT_FOUND`. */
export function knownKeys(store: string): KeyRing {
  using reader = readReleaseStore(store);
  return ringOf(caughtUp(EMPTY_STATE, reader));
}

/** For people to read: the log decides, and nothing reads this file. */
function writeRoles(store: string, ring: KeyRing): void {
  const rows = ring.map(({ name, ...key }) => [name, key] as const);
  writeFileAtomically(join(store, "roles.json"), `${JSON.stringify(Object.fromEntries(rows), null, 2)}\n`);
}

const exists = (file: string): PlimsollError =>
  new PlimsollError({
    code: "FILE_EXISTS",
    expected: "a file that is not there yet",
    received: file,
    fix: "name another one",
  });
