import { hash, randomBytes } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** The blobs that one node holds, by SHA-256. */
export interface BlobShelf {
  has(digest: string): boolean;
  /** Null when it is not there, or no longer what its digest says. */
  get(digest: string): Promise<Uint8Array | null>;
  /** False when there is no room. The caller has checked the digest. */
  put(digest: string, bytes: Uint8Array): Promise<boolean>;
}

/** Blobs in memory, up to a bound. Nothing is ever driven out: what is held was promised. */
export class MemoryShelf implements BlobShelf {
  readonly #bytesMax: number;
  readonly #blobs = new Map<string, Uint8Array>();
  #bytes = 0;

  constructor(bytesMax = 256 * 1024 * 1024) {
    this.#bytesMax = bytesMax;
  }

  has(digest: string): boolean {
    return this.#blobs.has(digest);
  }

  async get(digest: string): Promise<Uint8Array | null> {
    return this.#blobs.get(digest) ?? null;
  }

  async put(digest: string, bytes: Uint8Array): Promise<boolean> {
    if (this.#blobs.has(digest)) return true;
    if (this.#bytes + bytes.length > this.#bytesMax) return false;
    this.#bytes += bytes.length;
    this.#blobs.set(digest, bytes.slice());
    return true;
  }
}

/** Blobs as files of a folder, named by their digests, up to a bound. A file is there whole or not at all. */
export class FolderShelf implements BlobShelf {
  readonly #folder: string;
  readonly #bytesMax: number;
  readonly #sizes: Map<string, number>;
  #bytes: number;

  private constructor(folder: string, bytesMax: number, sizes: Map<string, number>) {
    this.#folder = folder;
    this.#bytesMax = bytesMax;
    this.#sizes = sizes;
    this.#bytes = [...sizes.values()].reduce((sum, size) => sum + size, 0);
  }

  static async open(folder: string, bytesMax: number): Promise<FolderShelf> {
    await mkdir(folder, { recursive: true });
    const sizes = new Map<string, number>();
    for (const name of await readdir(folder)) {
      if (/^[0-9a-f]{64}$/.test(name)) sizes.set(name, (await stat(join(folder, name))).size);
      else await rm(join(folder, name), { force: true });
    }
    return new FolderShelf(folder, bytesMax, sizes);
  }

  has(digest: string): boolean {
    return this.#sizes.has(digest);
  }

  /** A file that decayed is removed, so that a good copy may take its place. */
  async get(digest: string): Promise<Uint8Array | null> {
    if (!this.has(digest)) return null;
    const bytes = await readFile(join(this.#folder, digest)).catch(() => null);
    if (bytes !== null && hash("sha256", bytes, "hex") === digest) return bytes;
    this.#forget(digest);
    await rm(join(this.#folder, digest), { force: true });
    return null;
  }

  async put(digest: string, bytes: Uint8Array): Promise<boolean> {
    if (this.has(digest)) return true;
    if (this.#bytes + bytes.length > this.#bytesMax) return false;
    this.#sizes.set(digest, bytes.length);
    this.#bytes += bytes.length;
    return this.#write(digest, bytes).catch(() => this.#forget(digest));
  }

  async #write(digest: string, bytes: Uint8Array): Promise<true> {
    const draft = join(this.#folder, `draft-${randomBytes(8).toString("hex")}`);
    await writeFile(draft, bytes, { flush: true });
    await rename(draft, join(this.#folder, digest));
    return true;
  }

  #forget(digest: string): false {
    this.#bytes -= this.#sizes.get(digest) ?? 0;
    this.#sizes.delete(digest);
    return false;
  }
}
