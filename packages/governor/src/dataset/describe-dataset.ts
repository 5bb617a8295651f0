import { createHash } from "node:crypto";
import { canonicalJson, type Digest } from "@plimsoll/foundation";
import { digestOfBytes } from "@plimsoll/foundation/node";
import { ChunkSample } from "./chunk-sample.ts";
import { ChunkStream } from "./chunk-stream.ts";
import { type DatasetTree, datasetTree, readFilePieces } from "./dataset-files.ts";

/** What is known of data once they were read. */
export interface DatasetContent {
  /** Of a file its SHA-256, of a folder that of its sorted list of names and digests (`snapshotDigest`). */
  readonly digest: Digest;
  readonly bytes: number;
  readonly files: number;
  /** Ascending; all of them, or the smallest 65 536. */
  readonly chunks: readonly Digest[];
  /** Chunks in the data, equal ones counted each. */
  readonly chunksRead: number;
  /** Of the chunks that were looked for: those that are in the data, even where the sample leaves them out. */
  readonly met: ReadonlySet<Digest>;
}

export interface ReadingOptions {
  /** Chunks to look for in all of the data. */
  readonly wanted?: ReadonlySet<Digest>;
  readonly onBytes?: (bytes: number) => void;
}

const NOTHING_WANTED: ReadonlySet<Digest> = new Set();

/**
 * Reads data once, in pieces, for their digest and their chunks: what they are called and how they are spread over files does not change the chunks.
 * Throws `DATASET_NOT_FOUND`, `DATASET_UNREADABLE` and `DATASET_CHANGED`.
 */
export function describeDataset(path: string, options: ReadingOptions = {}): DatasetContent {
  const { wanted = NOTHING_WANTED, onBytes = () => {} } = options;
  const sample = new ChunkSample();
  const met = new Set<Digest>();
  const stream = new ChunkStream((chunk) => {
    sample.add(chunk);
    if (wanted.has(chunk)) met.add(chunk);
  });
  const totals = { bytes: 0, files: 0 };
  const digest = digestOfTree(datasetTree(path), (file) => {
    totals.files += 1;
    return digestOfFile(
      file,
      (piece) => {
        totals.bytes += piece.length;
        stream.take(piece);
        onBytes(piece.length);
      },
      () => stream.endFile(),
    );
  });
  const chunksRead = stream.end();
  return { digest, ...totals, chunks: sample.chunks(), chunksRead, met };
}

function digestOfTree(tree: DatasetTree, digestOf: (file: string) => Digest): Digest {
  if (tree.kind === "file") return digestOf(tree.path);
  return digestOfBytes(canonicalJson(tree.entries.map((entry) => [entry.name, digestOfTree(entry.tree, digestOf)])));
}

function digestOfFile(file: string, onPiece: (piece: Uint8Array) => void, onEnd: () => void): Digest {
  const hash = createHash("sha256");
  readFilePieces(file, (piece) => {
    hash.update(piece);
    onPiece(piece);
  });
  onEnd();
  return `sha256:${hash.digest("hex")}`;
}
