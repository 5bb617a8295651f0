import { chmodSync, existsSync, linkSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { PlimsollError } from "@plimsoll/foundation";
import {
  generateSigningKey,
  type PublicKey,
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
}

/** Keys in PEM files that only their owner can read. */
export class FileKeyRing implements KeyRing {
  readonly #directory: string;
  readonly #make: (name: string) => SigningKey;
  readonly #keys = new Map<string, SigningKey>();

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

  #known(keyId: string): PublicKey | undefined {
    return [...this.#keys.values()].find((key) => key.keyId === keyId)?.publicKey;
  }

  /** Another process of this machine may have made keys meanwhile. */
  #lookAgain(): void {
    for (const file of readdirSync(this.#directory).filter((each) => each.endsWith(PEM))) {
      const name = file.slice(0, -PEM.length);
      if (!this.#keys.has(name)) this.#keys.set(name, readKey(join(this.#directory, file)));
    }
  }

  #create(name: string): SigningKey {
    if (!KEY_NAME.test(name)) throw nameMalformed(name);
    const file = join(this.#directory, `${name}${PEM}`);
    if (!existsSync(file)) writeKey(file, this.#make(name));
    chmodSync(file, 0o600);
    const key = readKey(file);
    this.#keys.set(name, key);
    return key;
  }
}

const PEM = ".pem";

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
function writeKey(file: string, key: SigningKey): void {
  const draft = `${file}.${process.pid}.draft`;
  try {
    writeFileSync(draft, key.toPem(), { mode: 0o600, flush: true });
    linkSync(draft, file);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== "EEXIST") throw notWritable(file, cause);
  } finally {
    rmSync(draft, { force: true });
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

function readKey(file: string): SigningKey {
  try {
    return signingKeyFromPem(readFileSync(file, "utf8"));
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
  return {
    key: (name) => {
      const key = keys.get(name) ?? make(name);
      keys.set(name, key);
      return key;
    },
    has: (name) => keys.has(name),
    publicKey: (keyId) => [...keys.values()].find((key) => key.keyId === keyId)?.publicKey,
  };
}
