import type { Digest } from "@plimsoll/foundation";
import { digestOfBytes } from "@plimsoll/foundation/node";
import type { BlobFiles } from "./blob-files.ts";
import { blobDamaged, blobMissing, blobRedacted, blobRemains } from "./store-fault.ts";

/**
 * Bytes by their digest. A file appears under its name when all of it is durable: it is written under another name, synced,
 * and renamed. Nothing is deleted; redacted bytes leave a tombstone.
 */
export class Blobs {
  readonly #files: BlobFiles;

  constructor(files: BlobFiles) {
    this.#files = files;
  }

  put(blobs: readonly Uint8Array[]): readonly Digest[] {
    const digests = blobs.map(digestOfBytes);
    const missing = new Map(digests.map((digest, place) => [digest, blobs[place] as Uint8Array]));
    for (const digest of digests) if (this.#isWhole(digest) || this.isRedacted(digest)) missing.delete(digest);
    this.#write(missing);
    return digests;
  }

  get(digest: Digest): Uint8Array {
    if (this.isRedacted(digest)) throw this.#files.has(pathOf(digest)) ? blobRemains(digest) : blobRedacted(digest);
    const bytes = this.#files.read(pathOf(digest));
    if (bytes === undefined) throw blobMissing(digest);
    const found = digestOfBytes(bytes);
    if (found !== digest) throw blobDamaged(digest, `bytes of ${found}`);
    return bytes;
  }

  has(digest: Digest): boolean {
    return this.#files.has(pathOf(digest)) || this.isRedacted(digest);
  }

  isRedacted(digest: Digest): boolean {
    return this.#files.has(tombstoneOf(digest));
  }

  /** The tombstone first: what died between the two has bytes left that are not served, and that redacting again removes. */
  redact(digest: Digest): void {
    const path = tombstoneOf(digest);
    this.#files.write(`${path}.tmp`, new Uint8Array(0));
    this.#files.rename(`${path}.tmp`, path);
    this.#files.remove(pathOf(digest));
    this.#files.sync(folderOf(digest));
  }

  #isWhole(digest: Digest): boolean {
    const bytes = this.#files.read(pathOf(digest));
    return bytes !== undefined && digestOfBytes(bytes) === digest;
  }

  #write(missing: ReadonlyMap<Digest, Uint8Array>): void {
    const folders = new Set([...missing.keys()].map(folderOf));
    const made = [...folders].filter((folder) => this.#files.makeFolder(folder));
    for (const [digest, bytes] of missing) {
      const path = pathOf(digest);
      this.#files.write(`${path}.tmp`, bytes);
      this.#files.rename(`${path}.tmp`, path);
    }
    for (const folder of folders) this.#files.sync(folder);
    if (made.length > 0) for (const folder of [ROOT, "."]) this.#files.sync(folder);
  }
}

const ROOT = "sha256";
const hexOf = (digest: Digest): string => digest.slice("sha256:".length);
const folderOf = (digest: Digest): string => `${ROOT}/${hexOf(digest).slice(0, 2)}`;
const pathOf = (digest: Digest): string => `${folderOf(digest)}/${hexOf(digest)}`;
const tombstoneOf = (digest: Digest): string => `${pathOf(digest)}.redacted`;
