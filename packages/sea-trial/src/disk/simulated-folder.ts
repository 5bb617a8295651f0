import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { RandomStream } from "@plimsoll/foundation";
import { type LedgerFolder, LogIndex, type PublishedFile } from "@plimsoll/ledger/folder";
import { SimulatedLogFile } from "./simulated-log-file.ts";

/** The folder of a ledger on a simulated disk. Published files are replaced at once or not at all, and durably. */
export class SimulatedFolder implements LedgerFolder {
  readonly log: SimulatedLogFile;
  index = LogIndex.inMemory();
  readonly #files = new Map<PublishedFile, Uint8Array>();
  readonly #snapshots = new Map<number, Uint8Array>();

  constructor(log: SimulatedLogFile = new SimulatedLogFile()) {
    this.log = log;
  }

  published(file: PublishedFile): Uint8Array | undefined {
    return this.#files.get(file);
  }

  publish(file: PublishedFile, content: Uint8Array): void {
    this.#files.set(file, content);
  }

  keepTorn(): void {}

  snapshots(): readonly number[] {
    return [...this.#snapshots.keys()];
  }

  readSnapshot(leafCount: number): Uint8Array | undefined {
    return this.#snapshots.get(leafCount);
  }

  writeSnapshot(leafCount: number, bytes: Uint8Array): void {
    this.#snapshots.set(leafCount, bytes);
  }

  removeSnapshot(leafCount: number): void {
    this.#snapshots.delete(leafCount);
  }

  close(): void {}

  powerCut(random: RandomStream): void {
    this.log.powerCut(random);
    this.index = LogIndex.inMemory();
  }

  /** What was written is in the page cache, the index too. */
  processDied(): void {
    this.log.processDied();
  }

  /** Another folder with what is durable in this one. */
  copy(): SimulatedFolder {
    const log = new SimulatedLogFile();
    log.restore(this.log.durable());
    const copy = new SimulatedFolder(log);
    for (const [file, content] of this.#files) copy.#files.set(file, content);
    return copy;
  }

  /** What is durable, as files for programs that know nothing of this. */
  exportTo(directory: string): void {
    mkdirSync(directory, { recursive: true });
    writeFileSync(join(directory, "ledger.log"), this.log.durable());
    for (const [file, content] of this.#files) writeFileSync(join(directory, file), content);
  }
}
