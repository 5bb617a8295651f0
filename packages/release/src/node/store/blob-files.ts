/**
 * The folder of the bytes, in the calls that can fail or be the last: a test dies at each of them in turn. Paths are
 * relative, with forward slashes.
 *
 * Implementers MUST NOT return from `write` before the bytes of the file are durable, nor from `sync` before the names are.
 */
export interface BlobFiles {
  /** `undefined` where there is no such file. */
  read(path: string): Uint8Array | undefined;
  has(path: string): boolean;
  /** Replaces what is there. */
  write(path: string, bytes: Uint8Array): void;
  rename(from: string, to: string): void;
  remove(path: string): void;
  /** Makes it where there is none. Returns whether it did. */
  makeFolder(path: string): boolean;
  sync(folder: string): void;
}
