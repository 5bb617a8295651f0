import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { PlimsollError } from "@plimsoll/foundation";
import { type PublicKey, publicKeyFromPem } from "@plimsoll/foundation/node";

/** The keys of those who sign commands for a site: PEM files of public keys, or of private ones where they are used here. */
export class SiteKeys {
  readonly #folder: string;
  readonly #keys = new Map<string, PublicKey>();
  readonly #read = new Set<string>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Of a key that is put there while the node runs, too. */
  readonly keyOf = (keyId: string): PublicKey | undefined => this.#keys.get(keyId) ?? this.#lookAgain(keyId);

  #lookAgain(keyId: string): PublicKey | undefined {
    if (!existsSync(this.#folder)) return undefined;
    for (const file of readdirSync(this.#folder)) if (file.endsWith(".pem") && !this.#read.has(file)) this.#take(file);
    return this.#keys.get(keyId);
  }

  /** A file that holds no key is nobody's. */
  #take(file: string): void {
    try {
      const key = publicKeyFromPem(readFileSync(join(this.#folder, file), "utf8"));
      this.#keys.set(key.keyId, key);
      this.#read.add(file);
    } catch (fault) {
      if (!(fault instanceof PlimsollError)) throw fault;
    }
  }
}
