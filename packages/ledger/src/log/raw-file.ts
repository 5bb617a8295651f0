/**
 * What a log needs of a file; a test can fail each call in turn, or lose what was not synced.
 *
 * Implementers MUST NOT return from `sync` before everything written is durable. Errors are typed (`DISK_FULL`,
 * `LEDGER_IO_FAILED`, …).
 */
export interface RawFile {
  size(): number;
  /** Up to `length` bytes; fewer at the end of the file. */
  read(offset: number, length: number): Uint8Array;
  write(offset: number, bytes: Uint8Array): void;
  sync(): void;
  truncate(size: number): void;
  close(): void;
}
