import { hash } from "node:crypto";
import { concatBytes, utf8 } from "@plimsoll/foundation";
import type { LedgerFolder } from "../folder/ledger-folder.ts";
import { type HashSource, rangeHash } from "../merkle/hash-source.ts";
import { checkpointText } from "../note/checkpoint.ts";
import type { LogSigner } from "../note/log-signer.ts";

/** What the entries of a log make, kept so that they need not be gone through again. */
export interface Snapshot {
  /** It is made of the leaves and the entries before these. */
  readonly leafCount: number;
  readonly entryCount: number;
  readonly text: string;
}

/** A newer one may turn out not to have reached the disk. */
const KEPT = 2;
const BLANK_LINE = utf8("\n\n");

/**
 * Snapshots beside the log: each is signed by the log's key over the root that it was made at and the digest of its text.
 * One that does not fit the log is as good as none: the log makes it again.
 */
export class Snapshots {
  readonly #folder: LedgerFolder;
  readonly #signer: LogSigner;

  constructor(folder: LedgerFolder, signer: LogSigner) {
    this.#folder = folder;
    this.#signer = signer;
  }

  /** Keeps one, made at the present root, and forgets all but the newest two. */
  save({ leafCount, entryCount, text }: Snapshot, root: Uint8Array): void {
    const body = utf8(text);
    const note = this.#signer.signSnapshot(this.#claim(leafCount, entryCount, root, body));
    this.#folder.writeSnapshot(leafCount, concatBytes(utf8(note), utf8("\n"), body));
    for (const older of this.#newestFirst().slice(KEPT)) this.#folder.removeSnapshot(older);
  }

  /** The newest that this key signed and this log leads to. @param tree of the log, with so many leaves */
  newest(tree: HashSource, leafCount: number): Snapshot | null {
    for (const size of this.#newestFirst()) {
      const found = size <= leafCount && size > 0 ? this.#opened(size, tree) : null;
      if (found !== null) return found;
    }
    return null;
  }

  #opened(leafCount: number, tree: HashSource): Snapshot | null {
    const bytes = Buffer.from(this.#folder.readSnapshot(leafCount) ?? []);
    const claimEnd = bytes.indexOf(BLANK_LINE);
    const noteEnd = bytes.indexOf(BLANK_LINE, claimEnd + 2);
    if (claimEnd === -1 || noteEnd === -1) return null;
    const claim = bytes.toString("utf8", 0, claimEnd + 1);
    const body = bytes.subarray(noteEnd + 2);
    const entryCount = Number(claim.split("\n")[3]);
    const root = rootAt(tree, leafCount);
    const isGenuine =
      root !== null &&
      claim === this.#claim(leafCount, entryCount, root, body) &&
      this.#signer.isSnapshotSigned(bytes.toString("utf8", 0, noteEnd + 1));
    return isGenuine ? { leafCount, entryCount, text: body.toString("utf8") } : null;
  }

  /** A checkpoint's lines under another name, so that no one can be taken for the other. */
  #claim(leafCount: number, entryCount: number, root: Uint8Array, body: Uint8Array): string {
    const head = checkpointText({ origin: this.#signer.snapshotName, size: leafCount, root });
    return `${head}${entryCount}\nsha256:${hash("sha256", body, "hex")}\n`;
  }

  #newestFirst(): number[] {
    return this.#folder.snapshots().toSorted((left, right) => right - left);
  }
}

/** An index whose hashes are not there can prove no snapshot. */
function rootAt(tree: HashSource, leafCount: number): Uint8Array | null {
  try {
    return rangeHash(tree, 0, leafCount);
  } catch {
    return null;
  }
}
