import {
  chmodSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { PlimsollError } from "@plimsoll/foundation";
import {
  generateSigningKey,
  type PublicKey,
  publicKeyFromPem,
  type SigningKey,
  signingKeyFromPem,
  signingKeyFromSeed,
} from "@plimsoll/foundation/node";
import { sha256 } from "./seed-hash.ts";

/** The keys of a site that lives on one machine. Elsewhere each of these has an owner of its own. */
export interface KeyRing {
  /** The key of a name, for example `operator-1` or `lab-acme`; made when it is not there yet. */
  key(name: string): SigningKey;
  has(name: string): boolean;
  publicKey(keyId: string): PublicKey | undefined;
  /** The names that have a key here, in their order. */
  names(): readonly string[];
  /** The key that is to take the place of the name's once the site knows it: made when it is asked for, and the same until then. */
  draft(name: string): SigningKey;
  /**
   * Has every name sign with the key that the site knows: a draft that it knows takes its place, one that was revoked since
   * is dropped. Done again it changes nothing, so that a crash between a decision and this heals with the next start.
   */
  settle(standingOf: (keyId: string) => KeyStanding): void;
}

/** What a site's ledger says of a key. */
export type KeyStanding = "current" | "revoked" | "unknown";

/**
 * Keys in PEM files that only their owner can read: `NAME.pem`, and while it changes also `NAME.next`. Of a key that was
 * replaced the public half stays, as `NAME.KEYID.pub.pem`; the private one is gone.
 */
export class FileKeyRing implements KeyRing {
  readonly #directory: string;
  readonly #make: (name: string) => SigningKey;
  readonly #keys = new Map<string, SigningKey>();
  /** Whose signatures are known, though nobody signs so here. */
  readonly #publicKeys = new Map<string, PublicKey>();

  /** @param make how a missing key is made; random by default */
  constructor(directory: string, make: (name: string) => SigningKey = generateSigningKey) {
    this.#directory = directory;
    this.#make = make;
    makePrivateDirectory(directory);
    this.#lookAgain();
  }

  key(name: string): SigningKey {
    return this.#keys.get(name) ?? this.#create(name);
  }

  has(name: string): boolean {
    if (!this.#keys.has(name)) this.#lookAgain();
    return this.#keys.has(name);
  }

  publicKey(keyId: string): PublicKey | undefined {
    return this.#known(keyId) ?? (this.#lookAgain(), this.#known(keyId));
  }

  names(): readonly string[] {
    this.#lookAgain();
    return [...this.#keys.keys()].toSorted();
  }

  draft(name: string): SigningKey {
    if (!KEY_NAME.test(name)) throw nameMalformed(name);
    const file = this.#path(name, NEXT);
    if (!existsSync(file)) writeKey(file, this.#make(name));
    return readKey(file);
  }

  settle(standingOf: (keyId: string) => KeyStanding): void {
    for (const name of this.#filesNamed(NEXT)) {
      const standing = standingOf(readKey(this.#path(name, NEXT)).keyId);
      if (standing === "current") this.#takeUp(name);
      else if (standing === "revoked") rmSync(this.#path(name, NEXT), { force: true });
    }
    // Another process of this machine may have settled them.
    this.#keys.clear();
    this.#lookAgain();
  }

  /** The public half of the old key first: whoever signs with it is told that it was revoked. */
  #takeUp(name: string): void {
    const file = this.#path(name, PEM);
    if (existsSync(file)) {
      const { keyId, publicKey } = readKey(file);
      writePem(this.#path(`${name}.${keyId}`, PUBLIC_PEM), publicKey.toPem());
    }
    replace(this.#path(name, NEXT), file);
  }

  #known(keyId: string): PublicKey | undefined {
    return [...this.#keys.values()].find((key) => key.keyId === keyId)?.publicKey ?? this.#publicKeys.get(keyId);
  }

  /** Another process of this machine may have made keys meanwhile. */
  #lookAgain(): void {
    for (const name of this.#filesNamed(PEM).filter((each) => !each.endsWith(PUBLIC)))
      if (!this.#keys.has(name)) this.#keys.set(name, readKey(this.#path(name, PEM)));
    for (const name of this.#filesNamed(PUBLIC_PEM)) this.#learn(this.#path(name, PUBLIC_PEM));
  }

  #learn(file: string): void {
    const key = inFile(file, () => publicKeyFromPem(readFileSync(file, "utf8")));
    this.#publicKeys.set(key.keyId, key);
  }

  #filesNamed(ending: string): readonly string[] {
    return readdirSync(this.#directory)
      .filter((file) => file.endsWith(ending))
      .map((file) => file.slice(0, -ending.length));
  }

  #path(name: string, ending: string): string {
    return join(this.#directory, `${name}${ending}`);
  }

  #create(name: string): SigningKey {
    if (!KEY_NAME.test(name) || name.endsWith(PUBLIC)) throw nameMalformed(name);
    const file = this.#path(name, PEM);
    if (!existsSync(file)) writeKey(file, this.#make(name));
    chmodSync(file, 0o600);
    const key = readKey(file);
    this.#keys.set(name, key);
    return key;
  }
}

const PEM = ".pem";
const PUBLIC = ".pub";
const PUBLIC_PEM = `${PUBLIC}${PEM}`;
const NEXT = ".next";

/** A name is a file name: nothing in it may lead out of the folder. */
const KEY_NAME = /^[A-Za-z0-9][A-Za-z0-9._@-]*$/;

function makePrivateDirectory(directory: string): void {
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
  } catch (cause) {
    throw notWritable(directory, cause);
  }
}

/**
 * All of it or nothing: half a key would stand in the way of every later start. Where another process was first, its key
 * stays.
 */
const writeKey = (file: string, key: SigningKey): void => writePem(file, key.toPem());

function writePem(file: string, pem: string): void {
  const draft = `${file}.${process.pid}.draft`;
  try {
    writeFileSync(draft, pem, { mode: 0o600, flush: true });
    linkSync(draft, file);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== "EEXIST") throw notWritable(file, cause);
  } finally {
    rmSync(draft, { force: true });
  }
}

function replace(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (cause) {
    // Another process of this machine was first.
    if ((cause as NodeJS.ErrnoException).code !== "ENOENT") throw notWritable(to, cause);
  }
}

function notWritable(path: string, cause: unknown): PlimsollError {
  const { code = "" } = cause as NodeJS.ErrnoException;
  return new PlimsollError({
    code: ["ENOSPC", "EDQUOT"].includes(code) ? "DISK_FULL" : "DIRECTORY_NOT_WRITABLE",
    expected: `to write "${path}"`,
    received: code,
    fix: "choose another folder, or make room or rights there",
    cause,
  });
}

const readKey = (file: string): SigningKey => inFile(file, () => signingKeyFromPem(readFileSync(file, "utf8")));

function inFile<K>(file: string, read: () => K): K {
  try {
    return read();
  } catch (cause) {
    if (!(cause instanceof PlimsollError)) throw cause;
    throw new PlimsollError({
      code: cause.code,
      expected: `an Ed25519 key in PEM in "${file}"`,
      received: "something else",
      fix: cause.fix,
      cause,
    });
  }
}

const nameMalformed = (name: string): PlimsollError =>
  new PlimsollError({
    code: "NAME_MALFORMED",
    expected: "a name of letters, digits and . _ @ -, which can be a file's",
    received: JSON.stringify(name),
    fix: "choose another name",
  });

/** Keys that follow from a seed, so that a rehearsed story is the same everywhere. Worthless as secrets. */
export const rehearsalKeys =
  (seed: string) =>
  (name: string): SigningKey =>
    signingKeyFromSeed(sha256(`plimsoll-rehearsal/${seed}/${name}`));

/** A key ring in memory. */
export function memoryKeyRing(make: (name: string) => SigningKey): KeyRing {
  const keys = new Map<string, SigningKey>();
  const drafts = new Map<string, SigningKey>();
  const replaced: PublicKey[] = [];
  return {
    key: (name) => {
      const key = keys.get(name) ?? make(name);
      keys.set(name, key);
      return key;
    },
    has: (name) => keys.has(name),
    publicKey: (keyId) =>
      [...[...keys.values()].map(({ publicKey }) => publicKey), ...replaced].find((key) => key.keyId === keyId),
    names: () => [...keys.keys()].toSorted(),
    draft: (name) => {
      const key = drafts.get(name) ?? make(`${name}/${replaced.length + 1}`);
      drafts.set(name, key);
      return key;
    },
    settle: (standingOf) => {
      for (const [name, draft] of drafts) {
        const standing = standingOf(draft.keyId);
        if (standing === "unknown") continue;
        drafts.delete(name);
        const old = keys.get(name);
        if (standing === "revoked") continue;
        if (old !== undefined) replaced.push(old.publicKey);
        keys.set(name, draft);
      }
    },
  };
}
