import type { LedgerFolder, LogIndex, PublishedFile, RawFile } from "@plimsoll/ledger/folder";
import { PlimsollError } from "@plimsoll/foundation";
import type { SimulatedFolder } from "./simulated-folder.ts";

/**
 * A folder in the hands of one life of a process. Who dies in the middle of an act cannot be torn out of it here as a kernel
 * would: what it does from then on changes nothing.
 */
export class LifeFolder implements LedgerFolder {
  readonly log: RawFile;
  readonly index: LogIndex;
  readonly #folder: SimulatedFolder;
  readonly #isAlive: () => boolean;

  constructor(folder: SimulatedFolder, isAlive: () => boolean) {
    this.#folder = folder;
    this.#isAlive = isAlive;
    this.index = folder.index;
    this.log = new LifeFile(folder.log, isAlive);
  }

  published(file: PublishedFile): Uint8Array | undefined {
    return this.#folder.published(file);
  }

  publish(file: PublishedFile, content: Uint8Array): void {
    if (this.#isAlive()) this.#folder.publish(file, content);
  }

  keepTorn(): void {}

  snapshots(): readonly number[] {
    return this.#folder.snapshots();
  }

  readSnapshot(leafCount: number): Uint8Array | undefined {
    return this.#folder.readSnapshot(leafCount);
  }

  writeSnapshot(leafCount: number, bytes: Uint8Array): void {
    if (this.#isAlive()) this.#folder.writeSnapshot(leafCount, bytes);
  }

  removeSnapshot(leafCount: number): void {
    if (this.#isAlive()) this.#folder.removeSnapshot(leafCount);
  }

  close(): void {}
}

class LifeFile implements RawFile {
  readonly #file: RawFile;
  readonly #isAlive: () => boolean;

  constructor(file: RawFile, isAlive: () => boolean) {
    this.#file = file;
    this.#isAlive = isAlive;
  }

  size(): number {
    return this.#file.size();
  }

  read(offset: number, length: number): Uint8Array {
    return this.#file.read(offset, length);
  }

  write(offset: number, bytes: Uint8Array): void {
    this.#assertAlive();
    this.#file.write(offset, bytes);
  }

  sync(): void {
    this.#assertAlive();
    this.#file.sync();
  }

  truncate(size: number): void {
    this.#assertAlive();
    this.#file.truncate(size);
  }

  close(): void {}

  #assertAlive(): void {
    if (this.#isAlive()) return;
    throw new PlimsollError({
      code: "LEDGER_IO_FAILED",
      expected: "a process that lives",
      received: "one that has died",
      fix: "start it again",
    });
  }
}
