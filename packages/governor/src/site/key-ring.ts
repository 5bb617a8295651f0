import {
  chmodSync,
  existsSync,
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
    for (const file of readdirSync(directory).filter((name) => name.endsWith(PEM))) {
      this.#keys.set(file.slice(0, -PEM.length), readKey(join(directory, file)));
    }
  }

  key(name: string): SigningKey {
    return this.#keys.get(name) ?? this.#create(name);
  }

  has(name: string): boolean {
    return this.#keys.has(name);
  }

  publicKey(keyId: string): PublicKey | undefined {
    return [...this.#keys.values()].find((key) => key.keyId === keyId)?.publicKey;
  }

  #create(name: string): SigningKey {
    if (!KEY_NAME.test(name)) throw nameMalformed(name);
    const key = this.#make(name);
    const file = join(this.#directory, `${name}${PEM}`);
    if (!existsSync(file)) writeKey(file, key);
    chmodSync(file, 0o600);
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

/** All of it or nothing: half a key would stand in the way of every later start. */
function writeKey(file: string, key: SigningKey): void {
  const draft = `${file}.draft`;
  try {
    writeFileSync(draft, key.toPem(), { mode: 0o600, flush: true });
    renameSync(draft, file);
  } catch (cause) {
    rmSync(draft, { force: true });
    throw notWritable(file, cause);
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
