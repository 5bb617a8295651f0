/**
 * Large content under its SHA-256 (64 hexadecimal digits), on some of the nodes: class `blob`. What must survive the loss
 * of 99 % belongs in events, which every node holds (class `canon`).
 */
export interface BlobStore {
  /** Resolves once `copies` nodes hold it; rejects with `BLOB_NOT_PLACED` when fewer than one other could be found. */
  put(bytes: Uint8Array): Promise<BlobReceipt>;
  /** The content, checked against its digest; null when nobody reachable holds it. */
  get(digest: string): Promise<Uint8Array | null>;
  close(): Promise<void>;
}

/** How many copies of a blob there are, and what they are likely to outlive. */
export interface BlobReceipt {
  readonly digest: string;
  readonly copies: number;
  /** Of so many nodes of the mesh, as far as is known. */
  readonly nodes: number;
  /** The chance that some copy outlives the loss of 99 % of the nodes, in ppm. */
  readonly survives99PercentPpm: number;
}
