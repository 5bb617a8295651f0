import { join } from "node:path";
import type { CanonicalValue, Shape } from "@plimsoll/foundation";
import { type CachePlace, readSealed, writeSealed } from "./sealed-file.ts";

/** Older values go first. */
const VALUES_MAX = 20_000;
const FILE = "kept-values";

/**
 * Values that were worked out before, each under a key that names everything it was worked out of: the digest of the bytes, the rules,
 * and the program, in a file that is sealed. A value that is not there, or has not its shape, is worked out anew.
 */
export class KeptValues {
  readonly #place: CachePlace | null;
  readonly #name: string;
  readonly #before: ReadonlyMap<string, unknown>;
  readonly #used = new Map<string, unknown>();
  #isChanged = false;

  private constructor(place: CachePlace | null, name: string, before: ReadonlyMap<string, unknown>) {
    this.#place = place;
    this.#name = name;
    this.#before = before;
  }

  /** @param version of the program that works the values out: another one's values are not taken */
  static open(place: CachePlace | null, version: string): KeptValues {
    const name = `${FILE} ${version}`;
    const body = place === null ? null : readSealed(join(place.folder, FILE), name, place.key);
    return new KeptValues(place, name, body === null ? new Map() : pairsIn(body));
  }

  get<T>(key: string, shape: Shape<T>, workOut: () => T): T {
    const known = this.#used.has(key) ? this.#used.get(key) : this.#before.get(key);
    const parsed = known === undefined ? null : shape.parse(known);
    const value = parsed?.ok === true ? parsed.value : workOut();
    this.#isChanged ||= parsed?.ok !== true;
    this.#used.set(key, value);
    return value;
  }

  /** The value under a key, or null; it stays only if it is put again. */
  peek<T>(key: string, shape: Shape<T>): T | null {
    const parsed = shape.parse(this.#before.get(key));
    return parsed.ok ? parsed.value : null;
  }

  put(key: string, value: CanonicalValue): void {
    this.#isChanged = true;
    this.#used.set(key, value);
  }

  save(): void {
    if (this.#place === null || !this.#isChanged) return;
    const unused = [...this.#before].filter(([key]) => !this.#used.has(key));
    const pairs = [...unused, ...this.#used].slice(-VALUES_MAX);
    writeSealed(join(this.#place.folder, FILE), this.#name, this.#place.key, Buffer.from(JSON.stringify(pairs)));
  }
}

function pairsIn(body: Uint8Array): ReadonlyMap<string, unknown> {
  const isPair = (pair: unknown): pair is [string, unknown] => Array.isArray(pair) && typeof pair[0] === "string";
  const pairs = parsed(new TextDecoder().decode(body));
  return new Map(Array.isArray(pairs) ? pairs.filter(isPair) : []);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
