import type { NodeKey } from "../../event/event.ts";
import { BlobAssembly } from "./blob-assembly.ts";
import { type BlobMessage, PIECE_BYTES } from "./blob-message.ts";
import type { BlobShelf } from "./blob-shelf.ts";

type Offer = Extract<BlobMessage, { bytes: Uint8Array }>;
type Want = Extract<BlobMessage, { kind: "want" }>;

/** Answers for the blobs on this node's shelf, and takes those that others offer. Never vouches for what it did not check. */
export class BlobServer {
  readonly #shelf: BlobShelf;
  readonly #answer: (to: NodeKey, message: BlobMessage) => void;
  readonly #assemblies = new Map<string, BlobAssembly>();
  #assemblyBytes = 0;

  constructor(shelf: BlobShelf, answer: (to: NodeKey, message: BlobMessage) => void) {
    this.#shelf = shelf;
    this.#answer = answer;
  }

  async wanted(from: NodeKey, { digest, offset, length }: Want): Promise<void> {
    const blob = this.#shelf.has(digest) ? await this.#shelf.get(digest) : null;
    if (blob === null || offset > blob.length) return this.#answer(from, { kind: "absent", digest });
    const bytes = blob.subarray(offset, offset + Math.min(length, PIECE_BYTES));
    this.#answer(from, { kind: "piece", digest, total: blob.length, offset, bytes });
  }

  async offered(from: NodeKey, { digest, total, offset, bytes }: Offer): Promise<void> {
    if (this.#shelf.has(digest)) return this.#answerOnce(from, digest, offset + bytes.length === total);
    const key = `${from}/${digest}`;
    const assembly = offset === 0 ? this.#start(key, digest, total) : this.#assemblies.get(key);
    if (assembly === undefined) return;
    if (assembly.total !== total || !assembly.add(offset, bytes)) return this.#refuse(from, digest, key);
    if (assembly.isComplete) await this.#keep(from, digest, key, assembly);
  }

  /** A blob that is here already is vouched for at its last piece. */
  #answerOnce(from: NodeKey, digest: string, isLast: boolean): void {
    if (isLast) this.#answer(from, { kind: "held", digest });
  }

  #start(key: string, digest: string, total: number): BlobAssembly | undefined {
    this.#drop(key);
    const assembly = BlobAssembly.start(digest, total);
    if (assembly === null) return undefined;
    this.#assemblies.set(key, assembly);
    this.#assemblyBytes += total;
    this.#makeRoom(key);
    return assembly;
  }

  async #keep(from: NodeKey, digest: string, key: string, assembly: BlobAssembly): Promise<void> {
    this.#drop(key);
    const blob = assembly.checked();
    const isKept = blob !== null && (await this.#shelf.put(digest, blob));
    this.#answer(from, { kind: isKept ? "held" : "refused", digest });
  }

  #refuse(from: NodeKey, digest: string, key: string): void {
    this.#drop(key);
    this.#answer(from, { kind: "refused", digest });
  }

  /** Blobs that began and never ended: the oldest go. */
  #makeRoom(kept: string): void {
    for (const key of this.#assemblies.keys()) {
      if (this.#assemblyBytes <= ASSEMBLY_BYTES_MAX && this.#assemblies.size <= ASSEMBLIES_MAX) return;
      if (key !== kept) this.#drop(key);
    }
  }

  #drop(key: string): void {
    this.#assemblyBytes -= this.#assemblies.get(key)?.total ?? 0;
    this.#assemblies.delete(key);
  }
}

const ASSEMBLY_BYTES_MAX = 256 * 1024 * 1024;
const ASSEMBLIES_MAX = 4096;
