import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
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
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    for (const file of readdirSync(directory).filter((name) => name.endsWith(PEM))) {
      this.#keys.set(file.slice(0, -PEM.length), signingKeyFromPem(readFileSync(join(directory, file), "utf8")));
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
    const key = this.#make(name);
    const file = join(this.#directory, `${name}${PEM}`);
    if (!existsSync(file)) writeFileSync(file, key.toPem(), { mode: 0o600, flag: "wx" });
    chmodSync(file, 0o600);
    this.#keys.set(name, key);
    return key;
  }
}

const PEM = ".pem";

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
