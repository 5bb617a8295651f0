/**
 * The disk of one node, as a folder of files that only grow or are replaced whole.
 *
 * Nothing is durable before `sync` resolves. A power cut may lose, tear or reorder whatever was appended since.
 */
export interface Disk {
  /** Names of the files there, sorted. */
  list(): Promise<readonly string[]>;
  read(file: string): Promise<Uint8Array>;
  append(file: string, bytes: Uint8Array): Promise<void>;
  /** Resolves once everything appended to the file, and its name in the folder, would survive a power cut. */
  sync(file: string): Promise<void>;
  /** Atomic and durable: afterwards the file holds exactly these bytes, or still all of the old ones. */
  replace(file: string, bytes: Uint8Array): Promise<void>;
  /** Cuts the file to its first `length` bytes, durably. */
  truncate(file: string, length: number): Promise<void>;
  remove(file: string): Promise<void>;
}
