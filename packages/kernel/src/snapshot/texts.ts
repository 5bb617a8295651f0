import type { Digest } from "@plimsoll/foundation";
import { malformed } from "./snapshot-fault.ts";
import type { Json } from "./json.ts";
import { packedDigests, readPackedDigests } from "./packed-digests.ts";

/** Every name and digest of a snapshot once, in the order of first use: the same ones stand in many places. */
export class TextWriter {
  readonly #names = new Map<string, number>();
  readonly #digests = new Map<Digest, number>();

  placeOf = (name: string): number => placeIn(this.#names, name);
  placeOfDigest = (digest: Digest): number => placeIn(this.#digests, digest);

  all(): { readonly names: Json; readonly digests: Json } {
    return { names: [...this.#names.keys()], digests: packedDigests([...this.#digests.keys()]) };
  }
}

function placeIn<T>(places: Map<T, number>, text: T): number {
  const known = places.get(text);
  if (known !== undefined) return known;
  places.set(text, places.size);
  return places.size - 1;
}

/** What a text in a column must look like. */
export interface TextKind {
  readonly expected: string;
  admits(text: string): boolean;
}

/** The names and digests of a snapshot as they are read. A name is checked once for each kind of text that a column takes it for. */
export class TextReader {
  readonly #names: readonly unknown[];
  readonly #admitted = new Map<TextKind, Uint8Array>();
  readonly #digestAt: (place: number) => Digest;
  readonly #digests: (Digest | undefined)[];

  constructor(names: unknown, digests: unknown) {
    if (!Array.isArray(names)) malformed("/names", "a list of names", names);
    this.#names = names as readonly unknown[];
    const packed = readPackedDigests(digests, "/digests");
    this.#digestAt = packed.at;
    this.#digests = Array.from({ length: packed.size });
  }

  get size(): number {
    return this.#names.length;
  }

  get digestsSize(): number {
    return this.#digests.length;
  }

  /** @param place one that `check` has admitted */
  at(place: number): string {
    return this.#names[place] as string;
  }

  /** One object for one digest, wherever it stands. */
  digestAt(place: number): Digest {
    const known = this.#digests[place];
    if (known !== undefined) return known;
    const digest = this.#digestAt(place);
    this.#digests[place] = digest;
    return digest;
  }

  check(place: number, kind: TextKind, path: string): void {
    const admitted = this.#admittedAs(kind);
    if (admitted[place] === 1) return;
    const name = this.#names[place];
    if (typeof name !== "string" || !kind.admits(name)) malformed(path, kind.expected, name);
    admitted[place] = 1;
  }

  #admittedAs(kind: TextKind): Uint8Array {
    const known = this.#admitted.get(kind);
    if (known !== undefined) return known;
    const fresh = new Uint8Array(this.#names.length);
    this.#admitted.set(kind, fresh);
    return fresh;
  }
}
