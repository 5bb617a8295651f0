import type { LogIndex } from "../log-index/log-index.ts";
import type { RawFile } from "../log/raw-file.ts";

/** A plain file beside the log, for strangers and for programs that know nothing of ours. */
export type PublishedFile =
  | "checkpoint"
  /** The newest that witnesses cosigned, as whoever asked them left it there. */
  | "checkpoint.witnessed"
  | "checkpoint.txt"
  | "checkpoint.sig"
  | "ledger.pub.pem"
  | "ledger.vkey";

/**
 * Everything outside a ledger, in the parts that can fail.
 *
 * Implementers MUST replace a published file at once or not at all.
 */
export interface LedgerFolder {
  readonly log: RawFile;
  readonly index: LogIndex;
  published(file: PublishedFile): Uint8Array | undefined;
  publish(file: PublishedFile, content: Uint8Array): void;
  /** Keeps what a torn write left, before it is cut off. */
  keepTorn(offset: number, bytes: Uint8Array): void;
  /** The snapshots that are there, by the number of leaves that each is made of. */
  snapshots(): readonly number[];
  readSnapshot(leafCount: number): Uint8Array | undefined;
  writeSnapshot(leafCount: number, bytes: Uint8Array): void;
  removeSnapshot(leafCount: number): void;
  close(): void;
}
